"use strict";
const at = (id) => document.getElementById(id);
const ROLES = ["APPLICANT", "SERVICE_OFFICER", "DATA_ENTRY_OPERATOR", "VERIFIER",
  "HEAD_OF_OFFICE", "SERVICE_ACCOUNT", "ADMINISTRATOR", "AUDITOR"];
const SCHEMA = `{ __schema { types { name kind description
  fields { name description type { ...t } args { name type { ...t } } }
  inputFields { name description type { ...t } }
  enumValues { name description } } } }
  fragment t on __Type { name kind ofType { name kind ofType { name kind ofType { name kind } } } }`;

function written(type) {
  if (type.kind === "NON_NULL") return written(type.ofType) + "!";
  if (type.kind === "LIST") return "[" + written(type.ofType) + "]";
  return type.name;
}

async function send(body) {
  const headers = {"Content-Type": "application/json",
    "Accept": "application/graphql-response+json, application/json;q=0.9"};
  if (at("token").value) headers["Authorization"] = "Bearer " + at("token").value.trim();
  if (at("role").value) headers["X-Acting-Role"] = at("role").value;
  const answer = await fetch(location.pathname, {method: "POST", headers,
    body: JSON.stringify(body), credentials: "omit"});
  return [answer.status, await answer.json()];
}

async function run() {
  let variables = {};
  try {
    variables = JSON.parse(at("variables").value || "{}");
  } catch (fault) {
    at("result").textContent = "Variables are not JSON: " + fault.message;
    return;
  }
  at("status").textContent = "…";
  try {
    const [status, body] = await send({query: at("query").value, variables});
    at("status").textContent = status;
    at("result").textContent = JSON.stringify(body, null, 2);
  } catch (fault) {
    at("status").textContent = "";
    at("result").textContent = "No answer: " + fault.message;
  }
}

function entry(name, description) {
  const term = document.createElement("dt");
  term.textContent = name;
  const text = document.createElement("dd");
  text.textContent = description || "";
  return [term, text];
}

function show(types, wanted) {
  at("docs").replaceChildren(...types.filter((type) => !type.name.startsWith("__")).map((type) => {
    const parts = [...(type.fields || []), ...(type.inputFields || []), ...(type.enumValues || [])];
    const found = parts.filter((part) => (type.name + " " + part.name).toLowerCase().includes(wanted));
    if (!found.length && !type.name.toLowerCase().includes(wanted)) return "";
    const box = document.createElement("details");
    const head = document.createElement("summary");
    head.textContent = type.name;
    const list = document.createElement("dl");
    list.append(...entry("", type.description));
    for (const part of found) {
      const given = (part.args || []).map((a) => a.name + ": " + written(a.type)).join(", ");
      const kind = part.type ? ": " + written(part.type) : "";
      list.append(...entry(part.name + (given ? "(" + given + ")" : "") + kind, part.description));
    }
    box.append(head, list);
    box.open = wanted.length > 2;
    return box;
  }));
}

async function begin() {
  at("role").append(...ROLES.map((role) => new Option(role, role)));
  const examples = await (await fetch("graphiql/examples.json")).json();
  at("example").append(...examples.map((each, n) => new Option(each.role + " · " + each.title, n)));
  at("example").onchange = () => {
    const chosen = examples[at("example").value];
    if (!chosen) return;
    at("query").value = chosen.query;
    at("variables").value = JSON.stringify(chosen.variables, null, 2);
  };
  at("query").value = examples.length ? examples[0].query : "{ services { code name } }";
  at("run").onclick = run;
  document.onkeydown = (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "Enter") run();
  };
  const [, body] = await send({query: SCHEMA});
  const types = body.data ? body.data.__schema.types : [];
  types.sort((a, b) => a.name.localeCompare(b.name));
  at("find").oninput = () => show(types, at("find").value.trim().toLowerCase());
  show(types, "");
}

begin();
