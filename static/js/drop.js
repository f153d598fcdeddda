// Files dragged onto a [data-drop] go into its file field, as if they had been chosen.
const areaOf = (event) => event.target.closest?.("[data-drop]");
for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    const area = areaOf(event);
    if (!area || ![...event.dataTransfer.types].includes("Files")) return;
    event.preventDefault();
    area.classList.add("is-over");
  });
}
document.addEventListener("dragleave", (event) => areaOf(event)?.classList.remove("is-over"));
document.addEventListener("drop", (event) => {
  const area = areaOf(event);
  if (!area) return;
  event.preventDefault();
  area.classList.remove("is-over");
  const field = area.querySelector("input[type=file]");
  field.files = event.dataTransfer.files;
  field.dispatchEvent(new Event("change", { bubbles: true }));
});
