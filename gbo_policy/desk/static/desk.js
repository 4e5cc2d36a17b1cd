// What the pages do more where script is on; without it every form has a button that does the same.
"use strict";

// the answer beside a question, as it would be with what is filled in now
for (const form of document.querySelectorAll("form[data-live]")) {
  const shown = document.getElementById("live");
  let timer = 0, turn = 0;
  const ask = async () => {
    const mine = ++turn;
    try {
      const body = new URLSearchParams();
      for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
      const answer = await fetch(form.dataset.live, { method: "POST", body, credentials: "same-origin" });
      if (answer.ok && mine === turn) shown.innerHTML = await answer.text();
    } catch { /* the desk was stopped: the button says so */ }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 120); });
}

// copy the text of a mail
for (const button of document.querySelectorAll("button[data-copies]")) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = document.getElementById(button.dataset.copies);
    text.select();
    await navigator.clipboard.writeText(text.value);
    button.textContent = button.dataset.done;
  });
}

// what takes a while says so
for (const said of document.querySelectorAll("[data-waits]")) {
  said.closest("form").addEventListener("submit", () => {
    said.textContent = said.dataset.waits;
    setTimeout(() => { said.textContent = ""; }, 20000);
  });
}

// the first thing that is wrong gets the keyboard
document.querySelector("[aria-invalid=true]")?.focus();
