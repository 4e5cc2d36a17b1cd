"""Declarations as a workbook and back, and lists that somebody else keeps."""
