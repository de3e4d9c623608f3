// The page's few moves: what is pressed and filled in goes to the workspace, and the parts that changed are fetched.
// Words never stand here: they come with the page. Nothing is ever put into the page as HTML but the workspace's parts.
"use strict";

const page = document.body.dataset;
const find = (selector, where = document) => where.querySelector(selector);
const all = (selector, where = document) => [...where.querySelectorAll(selector)];
const PATIENCE = 250; // milliseconds without a key before a search begins

if (page.as) {
  const known = JSON.parse(page.versions);
  const dialog = find("#view");
  const seat = new URLSearchParams({ as: page.as, in: page.in });

  // --- parts ----------------------------------------------------------------------------------------------------

  let fetching = Promise.resolve();

  function refresh(versions) {
    fetching = fetching.then(() => fetchChanged(versions)).catch(() => {});
    return fetching;
  }

  async function fetchChanged(versions) {
    if (versions.clock) find("#clock-now").textContent = versions.clock;
    for (const place of all("[data-part]")) {
      const name = place.dataset.part;
      const closed = name === "log" && find("#log-side").hidden;
      if (closed || known[name] === versions[name]) continue;
      const [answer, html] = await (name === "view" ? drawnWithAllTyped(name) : drawn(name));
      if (!answer.ok) continue;
      show(place, html);
      known[name] = answer.headers.get("X-Version"); // of what was drawn: these versions may be older
    }
  }

  async function drawn(name) {
    const answer = await fetch(`/page/part/${name}?${seat}`);
    return [answer, await answer.text()];
  }

  // What is typed or chosen while the form is drawn does not stand in it yet: it is drawn once more.
  async function drawnWithAllTyped(name) {
    for (;;) {
      const typed = JSON.stringify(filled());
      await keepTyped();
      const found = await drawn(name);
      if (JSON.stringify(filled()) === typed) return found;
    }
  }

  function show(place, html) {
    const fresh = document.createElement(place.tagName);
    fresh.innerHTML = html;
    if ("keyed" in place.dataset) renew(place, fresh);
    else replace(place, fresh);
    if (place === dialog) raise();
  }

  // Entries that did not change stay as they are, with what is open, chosen or focused in them.
  function renew(place, fresh) {
    const low = place.scrollHeight - place.scrollTop - place.clientHeight < 120;
    const old = new Map([...place.children].map((entry) => [entry.dataset.key, entry]));
    const entries = [...fresh.children].map((entry) => {
      const same = old.get(entry.dataset.key);
      return same && same.dataset.version === entry.dataset.version ? same : entry;
    });
    const stay = new Set(entries);
    for (const entry of [...place.children]) if (!stay.has(entry)) entry.remove();
    entries.forEach((entry, index) => {
      if (place.children[index] !== entry) place.insertBefore(entry, place.children[index] ?? null);
    });
    if (place.dataset.part === "chat" && low) toEnd(place);
  }

  function replace(place, fresh) {
    const focused = place.contains(document.activeElement) ? document.activeElement : null;
    const { id = "", value, selectionStart } = focused ?? {};
    place.replaceChildren(...fresh.childNodes);
    const again = id && document.getElementById(id);
    if (!again) return;
    if (again.matches("input[type=text], textarea")) again.value = value;
    again.focus();
    if (typeof selectionStart === "number") again.setSelectionRange?.(selectionStart, selectionStart);
  }

  function toEnd(place) {
    place.scrollTop = place.scrollHeight;
    for (const picture of all("img", place)) {
      if (!picture.complete) picture.addEventListener("load", () => (place.scrollTop = place.scrollHeight), { once: true });
    }
  }

  function raise() {
    const form = find("#view-form");
    if (!form) return dialog.close();
    const fresh = dialog.dataset.view !== form.dataset.view;
    dialog.dataset.view = form.dataset.view;
    if (!dialog.open) dialog.showModal();
    if (fresh) (find("[data-first]", form) ?? find("#view-title")).focus();
  }

  // --- what stands in the inputs ----------------------------------------------------------------------------------

  const MANY = new Set(["checkboxes", "multi_static_select", "multi_users_select"]);

  function choice(element) {
    const kind = element.dataset.kind;
    if (MANY.has(kind)) return all("input:checked", element).map((box) => box.value);
    if (kind === "radio_buttons") return find("input:checked", element)?.value ?? null;
    if (kind === "multi_external_select") return all(".chosen li", element).map((one) => one.dataset.value);
    if (kind === "external_select") return find(".chosen li", element)?.dataset.value ?? null;
    const value = find("input, select, textarea", element)?.value || null;
    if (kind === "datetimepicker") return value && String(Date.parse(`${value}:00+09:00`) / 1000);
    if (kind === "rich_text_input") return value && rich(value);
    return value;
  }

  function rich(text) {
    const words = [{ type: "text", text }];
    return { type: "rich_text", elements: [{ type: "rich_text_section", elements: words }] };
  }

  function filled() {
    const form = find("#view-form");
    if (!form) return {};
    const values = all(".element", form)
      .filter((element) => !["button", "overflow"].includes(element.dataset.kind))
      .map((element) => ({ block_id: element.dataset.block, action_id: element.dataset.action, choice: choice(element) }));
    return { view: form.dataset.view, hash: form.dataset.hash, values };
  }

  async function keepTyped() {
    if (find("#view-form")) await post("act", { what: "keep", ...filled() });
  }

  // --- acts ---------------------------------------------------------------------------------------------------------

  async function post(where, wanted) {
    try {
      const answer = await fetch(`/page/${where}`, {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ as: page.as, in: page.in, ...wanted }),
      });
      return answer.ok ? await answer.json() : { trouble: page.failed, errors: {}, options: [] };
    } catch {
      return { trouble: page.failed, errors: {}, options: [] };
    }
  }

  // Somebody does something; `by` cannot be pressed again until the bot has answered.
  async function act(wanted, by) {
    complain("", {});
    if (by) by.setAttribute("aria-busy", "true");
    const outcome = await post("act", wanted);
    if (outcome.versions) await refresh(outcome.versions);
    if (by) by.removeAttribute("aria-busy");
    tell(outcome);
    return outcome;
  }

  // Words of trouble go when the next thing begins, never because something ends well: they may tell of another thing.
  function tell({ trouble, errors = {} }) {
    if (trouble || Object.keys(errors).length) complain(trouble, errors);
  }

  function complain(trouble, errors) {
    const place = (dialog.open && find("#view-trouble")) || find("#trouble");
    place.textContent = trouble;
    for (const block of all(".input[data-block]", dialog)) {
      const words = errors[block.dataset.block] ?? "";
      find(".fault", block).textContent = words;
      for (const control of all("input, select, textarea", block)) {
        control.toggleAttribute("data-faulty", Boolean(words));
        control.setAttribute("aria-invalid", String(Boolean(words)));
      }
    }
    find("[data-faulty]", dialog)?.focus();
  }

  function pressed(element, more, by) {
    if (by.getAttribute("aria-busy")) return;
    const { on, block, action, confirm } = element.dataset;
    const wanted = { what: "press", name: action, block_id: block, on, ...(on === "view" ? filled() : {}), ...more };
    if (confirm) ask(JSON.parse(confirm), () => act(wanted, by));
    else act(wanted, by);
  }

  function ask(words, then) {
    const question = find("#confirm");
    find("#confirm-title").textContent = words.title.text;
    find("#confirm-text").textContent = words.text.text;
    const yes = find("#confirm-yes");
    yes.textContent = words.confirm.text;
    find("#confirm-no").textContent = words.deny.text;
    yes.className = words.style === "danger" ? "danger" : "primary";
    yes.onclick = () => { question.close(); then(); };
    find("#confirm-no").onclick = () => question.close();
    question.showModal();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (!button) return;
    const element = button.closest(".element");
    if ("press" in button.dataset) pressed(element, { value: button.dataset.press }, button);
    else if ("choice" in button.dataset) {
      button.closest("details").open = false;
      pressed(element, { choice: button.dataset.choice }, button);
    } else if ("close" in button.dataset) closeView(button.dataset.close === "everything");
    else if ("clock" in button.dataset) moveClock(button);
    else if ("remove" in button.dataset) {
      button.closest("li").remove();
      if ("tells" in element.dataset) pressed(element, { choice: choice(element) }, find("input", element));
    }
  });

  document.addEventListener("change", (event) => {
    const element = event.target.closest(".element");
    if (!element || !("tells" in element.dataset) || event.target.role === "combobox") return;
    pressed(element, { choice: choice(element) }, event.target);
  });

  document.addEventListener("submit", (event) => {
    event.preventDefault();
    const button = find("button.primary", event.target);
    if (event.target.id === "composer") send();
    else if (button && !button.getAttribute("aria-busy")) act({ what: "submit", ...filled() }, button);
  });

  function closeView(everything) {
    act({ what: "close", everything });
  }

  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    if (event.target === dialog) closeView(false);
  });

  async function moveClock(button) {
    complain("", {});
    const outcome = await post("clock", { to: button.dataset.clock });
    if (outcome.versions) await refresh(outcome.versions);
    tell(outcome);
  }

  // --- lists of suggestions: a search among the bot's options, and the commands ---------------------------------

  class Suggestions {
    constructor(input, list, choose) {
      this.input = input;
      this.list = list;
      this.choose = choose;
      this.options = [];
      this.current = -1;
      list.addEventListener("pointerdown", (event) => {
        event.preventDefault(); // the input keeps the focus
        const index = [...list.children].indexOf(event.target.closest("[role=option]"));
        if (index >= 0) this.take(index);
      });
    }

    offer(options) {
      this.options = options;
      this.current = -1;
      this.list.replaceChildren(...options.map((option, index) => this.line(option, index)));
      this.list.hidden = options.length === 0;
      if (this.input.role === "combobox") this.input.setAttribute("aria-expanded", String(!this.list.hidden));
      this.input.removeAttribute("aria-activedescendant");
    }

    line(option, index) {
      const line = document.createElement("li");
      line.role = "option";
      line.id = `${this.list.id}-${index}`;
      line.setAttribute("aria-selected", "false");
      line.append(option.text);
      if (option.description) {
        const more = document.createElement("small");
        more.textContent = option.description;
        line.append(more);
      }
      return line;
    }

    // Gives whether the key was for the list.
    key(name) {
      if (this.list.hidden) return false;
      if (name === "Escape") this.offer([]);
      else if (name === "ArrowDown") this.move(this.current + 1);
      else if (name === "ArrowUp") this.move(this.current - 1);
      else if ((name === "Enter" || name === "Tab") && this.current >= 0) this.take(this.current);
      else return false;
      return true;
    }

    move(to) {
      this.current = (to + this.options.length) % this.options.length;
      [...this.list.children].forEach((line, index) => line.setAttribute("aria-selected", String(index === this.current)));
      const line = this.list.children[this.current];
      line.scrollIntoView({ block: "nearest" });
      this.input.setAttribute("aria-activedescendant", line.id);
    }

    take(index) {
      const option = this.options[index];
      this.offer([]);
      this.choose(option);
    }
  }

  const searches = new WeakMap();

  function searching(input) {
    if (!searches.has(input)) {
      const element = input.closest(".element");
      searches.set(input, new Suggestions(input, find("[role=listbox]", element), (option) => chosen(element, input, option)));
    }
    return searches.get(input);
  }

  function chosen(element, input, option) {
    if (!option.value) return;
    const several = element.dataset.kind.startsWith("multi");
    const line = document.createElement("li");
    line.dataset.value = option.value;
    line.append(option.text);
    const away = document.createElement("button");
    Object.assign(away, { type: "button", className: "plain", textContent: "×" });
    away.dataset.remove = "";
    line.append(away);
    if (several) find(".chosen", element).append(line);
    else find(".chosen", element).replaceChildren(line);
    input.value = several ? "" : option.text;
    if ("tells" in element.dataset) pressed(element, { choice: choice(element) }, input);
    else keepTyped(); // the next search forgets what this one found
  }

  let waiting = 0;
  let asked = 0;

  function look(input) {
    clearTimeout(waiting);
    const text = input.value;
    if (text.length < Number(input.dataset.least)) return searching(input).offer([]);
    waiting = setTimeout(async () => {
      const mine = ++asked;
      complain("", {});
      const { on, action } = input.closest(".element").dataset;
      const outcome = await post("act", { what: "search", name: action, on, text });
      if (mine !== asked || !input.isConnected || document.activeElement !== input) return;
      tell(outcome);
      const none = outcome.trouble ? [] : [{ value: "", text: page.none }];
      searching(input).offer(outcome.options.length ? outcome.options : none);
    }, PATIENCE);
  }

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.matches(".element [role=combobox]")) return;
    if (!input.closest("[data-kind^=multi]")) find(".chosen", input.closest(".element")).replaceChildren();
    look(input);
  });

  document.addEventListener("click", (event) => {
    if (event.target.matches(".element [role=combobox]") && !event.target.value) look(event.target);
  });

  document.addEventListener("focusout", (event) => {
    if (event.target.matches(".element [role=combobox]")) searching(event.target).offer([]);
  });

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || !event.target.matches?.(".element [role=combobox]")) return;
    if (searching(event.target).key(event.key)) event.preventDefault();
    else if (event.key === "ArrowDown") look(event.target);
    else if (event.key === "Enter") event.preventDefault(); // a search is not yet a choice
  });

  // --- the composer --------------------------------------------------------------------------------------------------

  const command = find("#command");
  let send = () => {};

  if (command) {
    const list = find("#commands");
    const commands = JSON.parse(list.dataset.commands).map(({ text, hint }) => ({ value: text, text: `/junkai ${text}`, description: hint }));
    const help = new Suggestions(command, list, (option) => {
      command.value = `${option.text} `;
      command.focus();
    });
    const said = [];
    let back = 0;
    command.addEventListener("input", () => {
      const typed = command.value.normalize("NFKC");
      help.offer(typed.startsWith("/") ? commands.filter(({ text }) => text.startsWith(typed) && text !== typed.trim()) : []);
    });
    command.addEventListener("keydown", (event) => {
      if (event.isComposing) return;
      if (help.key(event.key)) event.preventDefault();
      else if (event.key === "Enter" && !event.shiftKey) {
        event.preventDefault();
        find("#composer").requestSubmit();
      } else if (event.key === "ArrowUp" && !command.value.includes("\n") && back < said.length) {
        event.preventDefault();
        command.value = said[said.length - ++back];
      }
    });
    command.addEventListener("blur", () => help.offer([]));

    send = async () => {
      const text = command.value.trim();
      if (!text) return;
      help.offer([]);
      command.value = "";
      said.push(text);
      back = 0;
      const outcome = await act({ what: "slash", text });
      if (outcome.trouble) command.value ||= text;
      else toEnd(find("[data-part=chat]"));
    };
  }

  // --- the sides -------------------------------------------------------------------------------------------------------

  const people = find("#people-toggle");
  people.addEventListener("click", () => {
    const open = document.body.classList.toggle("people");
    people.setAttribute("aria-expanded", String(open));
    if (open) find("#people-side a")?.focus();
  });

  const side = find("#log-side");
  function toggleLog(open) {
    side.hidden = !open;
    document.body.classList.toggle("log", open);
    find("#log-toggle").setAttribute("aria-expanded", String(open));
    if (open) known.log = "";
    sessionStorage.setItem("log", open ? "1" : "");
  }
  find("#log-toggle").addEventListener("click", () => { toggleLog(side.hidden); refreshNow(); });
  find("#log-close").addEventListener("click", () => { toggleLog(false); find("#log-toggle").focus(); });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || dialog.open) return;
    if (document.body.classList.contains("people")) people.click();
  });

  // --- news ------------------------------------------------------------------------------------------------------------

  let newest = known;
  function refreshNow() {
    return refresh(newest);
  }
  const news = new EventSource(`/page/news?${seat}`);
  news.onmessage = (event) => { newest = JSON.parse(event.data); refreshNow(); lost(false); };
  news.onerror = () => lost(news.readyState !== EventSource.OPEN);
  let mute = 0;
  function lost(is) {
    clearTimeout(mute);
    const place = find("#trouble");
    if (is) mute = setTimeout(() => (place.textContent = page.lost), 1500);
    else if (place.textContent === page.lost) place.textContent = "";
  }

  raise();
  if (sessionStorage.getItem("log")) toggleLog(true);
  const chat = find("[data-part=chat]");
  if (chat) toEnd(chat);
  if (page.tab === "home" || !page.in) act({ what: "open-home", tab: page.tab === "home" ? "home" : "messages" });
}
