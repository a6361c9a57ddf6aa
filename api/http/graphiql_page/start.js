"use strict";
const at = (id) => document.getElementById(id);
const ROLES = ["APPLICANT", "SERVICE_OFFICER", "DATA_ENTRY_OPERATOR", "VERIFIER",
  "HEAD_OF_OFFICE", "SERVICE_ACCOUNT", "ADMINISTRATOR", "AUDITOR"];

async function fetcher(asked) {
  const headers = {"Content-Type": "application/json", "Accept": "application/json"};
  if (at("token").value) headers["Authorization"] = "Bearer " + at("token").value.trim();
  if (at("role").value) headers["X-Acting-Role"] = at("role").value;
  const answer = await fetch(location.pathname, {method: "POST", headers,
    body: JSON.stringify(asked), credentials: "omit"});
  return answer.json();
}

async function begin() {
  at("role").append(...ROLES.map((role) => new Option(role, role)));
  const examples = await (await fetch("graphiql/examples.json")).json();
  at("example").append(...examples.map((each, n) => new Option(each.role + " · " + each.title, n)));
  const root = ReactDOM.createRoot(at("graphiql"));
  const show = (chosen, key) => root.render(React.createElement(GraphiQL, {
    key, fetcher, query: chosen ? chosen.query : undefined,
    variables: chosen ? JSON.stringify(chosen.variables, null, 2) : undefined,
    defaultQuery: examples.length ? examples[0].query : "{ services { code name } }",
  }));
  at("example").onchange = () => show(examples[at("example").value], at("example").value);
  show(undefined, "start");
}

begin();
