import DoraSystem
import Glibc

/// What a job leaves behind: processes that outlive those that its supervisor started.
enum Remains {
  /// The variable that every process of a job inherits.
  static let variable = "DORA_RUN"
  /// What they get to finish by themselves, in seconds.
  private static let grace = 2.0
  /// Then they're killed; what waits for a device even then isn't waited for longer than this.
  private static let patience = 5.0

  /// Ends every process of the run `id` but this one: SIGTERM first, SIGKILL a little later.
  static func end(of id: String) {
    if signal(id, SIGTERM) == 0 { return }
    var waited = 0.0
    var pause = 0.01
    while waited < grace + patience {
      Pause.seconds(pause)
      waited += pause
      pause = min(0.2, pause * 1.5)
      let left = waited < grace ? Processes.started(with: variable, id).count : signal(id, SIGKILL)
      if left == 0 { return }
    }
  }

  /// Sends a signal to every process of the run `id`, and returns how many there were.
  @discardableResult
  static func signal(_ id: String, _ signal: Int32) -> Int {
    let pids = Processes.started(with: variable, id)
    for pid in pids {
      kill(pid, signal)
      // A stopped process takes no other signal.
      kill(pid, SIGCONT)
    }
    return pids.count
  }
}
