import DoraModel
import DoraPrograms
import DoraSystem
import Glibc

extension LaunchPad {
  /// Keeps an XP's arguments in the folder that the program shares with others, where it names one.
  func share(_ xp: XP, _ program: any TrainingProgram) throws {
    guard let shared = program.shared else { return }
    let folder = Path.join(shared, "xps/\(xp.sig)")
    let path = Path.join(folder, ".argv.json")
    let argv = PythonJSON.bytes(.array(xp.argv.map { .text($0) }))
    if let old = try? File.contents(path), old == argv { return }
    try File.makeFolders(folder)
    try File.replace(path, with: argv)
    // As the Python tool opens them, as far as they're ours: whoever comes next may have other arguments that aren't signed.
    for place in [Path.parent(folder), folder, path] { chmod(place, 0o777) }
  }
}
