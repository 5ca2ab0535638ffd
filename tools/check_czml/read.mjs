// Reads a scene with Cesium and tells how far its positions lie from those expected, by shell: node read.mjs SCENE.czml EXPECTED.json
// Cesium is looked for in the current folder's node_modules.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

// Classes of a browser, which Cesium only compares its values with as it reads.
globalThis.Image = globalThis.HTMLCanvasElement = globalThis.HTMLImageElement = globalThis.ImageBitmap = globalThis.HTMLVideoElement = class {};

const require = createRequire(process.cwd() + "/");
const { Cartesian3, CzmlDataSource, JulianDate, VERSION } = require("cesium");
const [scene, expected] = process.argv.slice(2).map((file) => JSON.parse(readFileSync(file, "utf8")));

const source = await CzmlDataSource.load(scene);
const epoch = JulianDate.fromIso8601(expected.epoch);
const found = { cesium: VERSION, entities: source.entities.values.length, stop: JulianDate.toIso8601(source.clock.stopTime), shells: {} };
for (const [id, { shell, samples }] of Object.entries(expected.satellites)) {
  const position = source.entities.getById(id).position;
  const shown = (found.shells[shell] ??= { compared: 0, largest_m: 0 });
  for (const [seconds, x, y, z] of samples) {
    const read = position.getValue(JulianDate.addSeconds(epoch, seconds, new JulianDate()));
    shown.compared += 1;
    shown.largest_m = Math.max(shown.largest_m, Cartesian3.distance(read, new Cartesian3(x, y, z)));
  }
}
process.stdout.write(JSON.stringify(found, null, 1) + "\n");
