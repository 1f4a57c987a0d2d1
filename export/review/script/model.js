// What the data says, seen from all sides: tasks by row, rows by cell of a page, sections, agencies, folded text.
//
// A place is [page, x0, top, x1, bottom] in points; a ref names a row: {table, row, task}, task null where it is none.

const PATHS = ["number", "task", "lead", "partners", "period", "outputs"];
const tables = new Map(data.tables.map((table) => [table.index, table]));
const tasks = data.tasks;
const byId = new Map(tasks.map((task, index) => [task.id, index]));
const taskAt = new Map(tasks.flatMap((task, index) => (task.row ? [[task.row.join(":"), index]] : [])));

for (const task of tasks) {
  task.sections = sectionsOf(task);
  task.pages = [...new Set(task.sources.map((source) => source.page).filter((page) => page !== null))];
  task.years = new Set(Object.keys(task.quarters).map((quarter) => data.horizon.first + Math.floor(quarter / 4)));
}

// The ids of the sections that a task stands in, its own among them, the innermost first.
function sectionsOf(task) {
  const found = [];
  for (let each = task; each && found.length < 50; each = tasks[byId.get(each.parent)]) {
    if (each.kind === "section") found.push(each.id);
  }
  return found;
}

function refOfTask(index) {
  const task = tasks[index];
  return task.row ? { table: task.row[0], row: task.row[1], task: index } : { table: null, row: null, task: index };
}

function refOfRow(table, row) {
  return { table, row, task: taskAt.get(`${table}:${row}`) ?? null };
}

function rowOf(ref) {
  return ref.table === null ? null : tables.get(ref.table).rows[ref.row];
}

function sameRow(one, other) {
  return Boolean(one && other) && one.table === other.table && one.row === other.row && one.task === other.task;
}

function distinct(boxes) {
  return [...new Map(boxes.map((box) => [box.join(), box])).values()];
}

// Where a row stands, or of these columns alone; the whole row where its cells have no places of their own.
function placesOf(ref, columns = null) {
  const row = rowOf(ref);
  if (!row) return tasks[ref.task].boxes;
  const chosen = columns ?? row.places.keys();
  const found = distinct([...chosen].flatMap((column) => row.places[column] ?? []));
  return found.length ? found : row.boxes;
}

// The path of a task's value that stands in a column, null where none does.
function pathAt(task, column) {
  const found = Object.entries(task.columns).find(([, columns]) => columns.includes(column));
  return found ? found[0] : null;
}

function labelOf(path) {
  return path.startsWith("extra.") ? path.slice(6) || t("ui.no-label") : t(`column.${path}`);
}

// The flags that put a value in doubt. A cell that OCR is unsure of is one, too.
const UNSURE = 0.9; // of cells that OCR is surer of, 98 in 100 are right (README, Scans)

function doubtsOf(task, path) {
  const why = (task.doubts[path] ?? []).map((flag) => t(`why.${flag}`));
  const sure = sureOf(task, path);
  return sure === null || sure >= UNSURE ? why : [...why, t("ui.ocr-sure", percentText(sure))];
}

function sureOf(task, path) {
  const row = task.row ? tables.get(task.row[0]).rows[task.row[1]] : null;
  const told = row && row.sure.length ? (task.columns[path] ?? []).map((column) => row.sure[column]) : [];
  return told.length ? Math.min(...told) : null;
}

function isDoubtful(task) {
  return PATHS.some((path) => doubtsOf(task, path).length > 0);
}

// The cells of each page: their box, and the rows and columns that it gives its text to.
const cellsOfPage = new Map();

function collectCells() {
  const found = new Map();
  for (const table of data.tables) {
    table.rows.forEach((row, place) => {
      row.places.forEach((boxes, column) => boxes.forEach((box) => collectCell(found, box, table.index, place, column)));
    });
  }
}

function collectCell(found, box, table, row, column) {
  const key = box.join();
  let cell = found.get(key);
  if (!cell) {
    cell = { box, refs: [] };
    found.set(key, cell);
    if (!cellsOfPage.has(box[0])) cellsOfPage.set(box[0], []);
    cellsOfPage.get(box[0]).push(cell);
  }
  if (!cell.refs.some((ref) => ref.table === table && ref.row === row)) cell.refs.push({ table, row, column });
}

collectCells();

// An agency by its id, else by its name: what filters and counts go by.
function agencyKey(agency) {
  return agency.id ?? `text:${fold(agency.text)}`;
}

function agencyName(agency) {
  return agency.name ?? agency.text;
}
