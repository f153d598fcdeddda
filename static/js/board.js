/* A board: dropping a card on a column chooses that stage (of a task: that state) in the card's own form and sends it. */
(() => {
  const board = () => document.querySelector("[data-board]");
  let dragged = null;
  const columnAt = (node) => node.closest?.("[data-board] [data-stage]");
  const mark = (column) => document.querySelectorAll("[data-stage].over").forEach((other) => { if (other !== column) other.classList.remove("over"); });

  document.addEventListener("dragstart", (event) => {
    dragged = event.target.closest?.(".board-card[draggable]");
    if (!dragged) return;
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.id);
    dragged.classList.add("dragged");
  });
  document.addEventListener("dragover", (event) => {
    const column = dragged && columnAt(event.target);
    if (!column) return;
    event.preventDefault();
    mark(column);
    column.classList.add("over");
  });
  document.addEventListener("dragend", () => { dragged?.classList.remove("dragged"); mark(null); dragged = null; });
  document.addEventListener("drop", (event) => {
    const column = dragged && columnAt(event.target);
    if (!column || !board()) return;
    event.preventDefault();
    mark(null);
    if (column.contains(dragged)) return;
    const form = dragged.querySelector("form");
    const stage = form.elements.stage_id ?? form.elements.status;
    stage.value = column.dataset.stage;
    if (stage.value === column.dataset.stage) form.requestSubmit();
  });
})();
