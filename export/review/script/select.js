// The one row, and value of it, that is chosen: who shows it is told when it changes.

const chosen = { ref: null, path: null, columns: null };
const onChosen = [];

// Choose a row, or one value of it by path or by column. `from` is the view that asked, which need not scroll.
function choose(ref, { path = null, column = null, from = "" } = {}) {
  const task = ref && ref.task !== null ? tasks[ref.task] : null;
  chosen.ref = ref;
  chosen.path = path ?? (task && column !== null ? pathAt(task, column) : null);
  chosen.columns = column !== null ? [column] : path && task ? (task.columns[path] ?? null) : null;
  for (const tell of onChosen) tell(from);
}

function chosenPlaces() {
  return chosen.ref ? { row: placesOf(chosen.ref), value: chosen.columns ? placesOf(chosen.ref, chosen.columns) : [] } : { row: [], value: [] };
}
