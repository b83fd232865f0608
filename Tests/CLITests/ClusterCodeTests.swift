import DoraTestSupport
import Foundation
import Testing

extension ClusterTests {
  /// The code and the environment of runs on a cluster.
  @Suite struct Code {
    @Test func `jobs of an array start in one checkout, and note the node that they ran on`() throws
    {
      let project = try ClusterProject()
      try project.sandbox.write(
        ToyProject.train.replacing(
          "    xp.link.load()\n", with: "    xp.link.load()\n    print('cwd', os.getcwd())\n"),
        to: "toy/train.py")
      try project.run("seq -f '--lr=0.%g' 3 | dora-sig --stdin > sigs")
      let submitted = try project.run(
        "dora-submit --git-save < sigs; echo 'raise 1' > toy/train.py")
      #expect(submitted.status == 0, "\(submitted.error)")
      #expect(try project.run("dora-status --wait < sigs | cut -f 2 | uniq").out == "COMPLETED\n")
      let places = try project.run("dora-tail --no-prefix < sigs | grep ^cwd | sort -u").lines
      let snapshot = try project.run("dora-status --format '%(snapshot)' < sigs | sort -u").lines
      #expect(places == ["cwd \(project.sandbox.file("outputs/codes/\(snapshot[0])"))"])
      for sig in try project.run("cut -f 1 sigs").lines {
        let id = try project.run("dora info --json -f \(sig) | jq -r .environment_id").lines[0]
        let path = "environments/\(id.prefix(2))/\(id.dropFirst(2)).json"
        let host = try project.run(
          "git --git-dir=.dora cat-file -p main:\(path) | jq -r '.host, (.packages | type)'")
        let node = try project.run("cat outputs/xps/\(sig)/runs/*.machine.json | jq -r .host")
          .lines[0]
        #expect(host.lines == [node, "object"])
        #expect(try project.run("sinfo -h -N -o %N").lines.contains(node))
      }
    }
  }
}
