/* global document */
// The page's only script: filters, and what the pointed-at box reaches. It writes text and attributes, never markup.
(() => {
  "use strict";

  /** Shows the rows of a table that every filter of it lets through. */
  const applyFilters = (table) => {
    const controls = [...document.querySelectorAll(`[data-filters~="${table.id}"]`)];
    const rows = [...table.tBodies[0].rows];
    let shown = 0;
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      const passes = controls.every((control) => {
        const column = control.dataset.column;
        if (control.type === "checkbox") return !control.checked || row.dataset[column] === "yes";
        if (column) return control.value === "" || row.dataset[column] === control.value;
        return control.value
          .toLowerCase()
          .split(/\s+/)
          .every((word) => text.includes(word));
      });
      row.hidden = !passes;
      if (passes) shown += 1;
    }
    document.getElementById(`${table.id}-count`).textContent = `${shown} of ${rows.length}`;
    document.getElementById(`${table.id}-none`).hidden = shown > 0;
  };

  for (const control of document.querySelectorAll("[data-filters]")) {
    const tables = control.dataset.filters.split(" ").map((id) => document.getElementById(id));
    const apply = () => tables.forEach(applyFilters);
    control.addEventListener("input", apply);
    control.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && control.type === "search" && control.value !== "") {
        control.value = "";
        apply();
      }
    });
  }
  for (const form of document.querySelectorAll("form.filters")) {
    // Return would otherwise submit, which the page's policy refuses with a message in the console.
    form.addEventListener("submit", (event) => event.preventDefault());
  }

  const diagram = document.getElementById("diagram");
  const told = document.getElementById("told");
  const silence = told.textContent;
  const edges = [...diagram.querySelectorAll(".edge")];
  const nodes = [...diagram.querySelectorAll(".node")];

  const point = (node) => {
    diagram.classList.toggle("pointing", node !== null);
    const near = new Set(node === null ? [] : [node.id]);
    for (const edge of edges) {
      const on = node !== null && (edge.dataset.from === node.id || edge.dataset.to === node.id);
      edge.classList.toggle("on", on);
      if (on) near.add(edge.dataset.from).add(edge.dataset.to);
    }
    for (const other of nodes) other.classList.toggle("on", near.has(other.id));
    told.textContent = node === null ? silence : node.getAttribute("aria-label");
  };

  for (const node of nodes) {
    node.addEventListener("mouseenter", () => point(node));
    node.addEventListener("focus", () => point(node));
    node.addEventListener("mouseleave", () => point(null));
    node.addEventListener("blur", () => point(null));
  }
})();
