import DoraTestSupport
import Foundation
import Testing

/// What is installed beside Hydra, and may change what it composes: told from what can't by its files alone.
@Suite(.enabled(if: HydraProject.isWanted, "neither DORA_TEST_HYDRA nor DORA_TEST_UPSTREAM is set"))
struct HydraInstalledTests {
  /// The toy with an environment of its own, in which everything of the tests' is linked.
  private func project() throws -> HydraProject {
    let project = try HydraProject()
    let venv = try #require(HydraProject.venv)
    try project.run(
      """
      \(venv)/bin/python3 -m venv --without-pip .venv
      ln -s \(venv)/lib/python3*/site-packages/* .venv/lib/python3*/site-packages/
      ln -s "$(echo .venv/lib/python3*/site-packages)" .site
      """)
    return project
  }

  private func run(_ line: String, in project: HydraProject, input: String = "") throws -> Outcome {
    try project.run("export PATH=$PWD/.venv/bin:$PATH; \(line)", input: input)
  }

  /// Signs, and holds the signature against the client's own.
  private func sign(
    _ project: HydraProject, _ argv: String, byPython: Bool, _ about: String
  ) throws {
    let signed = try run("DORA_TRACE=1 dora-sig -n --explain -- \(argv)", in: project)
    #expect(signed.error.contains("dora._worker") == byPython, "\(about): \(signed)")
    let script = "import sys; from toy.train import main; print(main.get_xp(sys.argv[1:]).sig)"
    let wanted = try run(
      "PYTHONPATH=\(ToyProject.client) python3 -c '\(script)' \(argv)", in: project)
    #expect(!wanted.lines.isEmpty && signed.lines == wanted.lines, "\(about): \(signed) \(wanted)")
  }

  private static let resolver = """
    from omegaconf import OmegaConf
    OmegaConf.register_new_resolver("oc.env", lambda *x: 5, replace=True)

    """
  private static let argv = "'+new=${oc.env:HOME}' optim.lr=3"

  private func write(_ text: String, to file: String, in project: HydraProject) throws {
    _ = try run("mkdir -p \"$(dirname \(file))\"; cat > \(file)", in: project, input: text)
  }

  private func install(
    _ name: String, _ source: String, needs: String?, in project: HydraProject
  ) throws {
    try write(source, to: ".site/\(name).py", in: project)
    let needed = needs.map { "Requires-Dist: \($0)\n" } ?? ""
    try write(
      "Metadata-Version: 2.1\nName: \(name)\nVersion: 1.0\n\(needed)\nIt needs omegaconf.\n",
      to: ".site/\(name)-1.0.dist-info/METADATA", in: project)
    try write("\(name).py,,\n", to: ".site/\(name)-1.0.dist-info/RECORD", in: project)
  }

  @Test func `an environment with nothing else of Hydra's keeps Python out`() throws {
    let project = try project()
    try install("calm", "value = 1\n", needs: "numpy (>=1.0) ; extra == 'omegaconf'", in: project)
    try project.run("sed -i '1i import calm' toy/train.py")
    try sign(project, "optim.lr=3", byPython: false, "calm")
    // The packages that Hydra itself needs are none of the project's.
    try project.run(
      "echo '/nowhere' > .site/gone.pth; echo 'import _virtualenv' > .site/_virtualenv.pth")
    try project.run("echo '' > .site/_virtualenv.py")
    try project.run("printf '_virtualenv.py,,\\n' >> .site/calm-1.0.dist-info/RECORD")
    try sign(project, "optim.lr=4", byPython: false, "paths")
  }

  @Test(arguments: [
    "omegaconf", "omegaconf (>=2.0)", "Hydra_Core<2; extra == \"train\"", "hydra-core[dev]>=1.1",
    "dora_search",
  ])
  func `a distribution that requires Hydra is a doubt`(needs: String) throws {
    let project = try project()
    try install("plug", Self.resolver, needs: needs, in: project)
    try project.run("sed -i '1i import plug' toy/train.py")
    try sign(project, Self.argv, byPython: true, needs)
  }

  @Test func `what no distribution has is a doubt`() throws {
    let project = try project()
    try write(Self.resolver, to: ".site/plug.py", in: project)
    try project.run("sed -i '1i import plug' toy/train.py")
    try sign(project, Self.argv, byPython: true, "a module that was put there")
  }

  @Test func `a plugin of Hydra's is a doubt`() throws {
    let project = try project()
    try write(
      """
      from hydra.plugins.search_path_plugin import SearchPathPlugin

      class More(SearchPathPlugin):
          def manipulate_search_path(self, search_path):
              search_path.append("more", "pkg://more")

      """, to: ".site/hydra_plugins/more_plugin.py", in: project)
    try write("", to: ".site/more/__init__.py", in: project)
    try write("", to: ".site/more/optim/__init__.py", in: project)
    try write("lr: 6\n", to: ".site/more/optim/plugged.yaml", in: project)
    try sign(project, "optim=plugged optim.lr=3", byPython: true, "a plugin")
  }

  @Test func `what a .pth file executes is a doubt, and folders that it names are read`() throws {
    let executing = try project()
    try write(Self.resolver, to: "elsewhere/plug.py", in: executing)
    try executing.run("printf \"$PWD/elsewhere\\nimport plug\\n\" > .site/plug.pth")
    try sign(executing, Self.argv, byPython: true, "executed")
    let worked = try project()
    try write(Self.resolver, to: "elsewhere/plug.py", in: worked)
    try worked.run("echo \"$PWD/elsewhere\" > .site/plug.pth; sed -i '1i import plug' toy/train.py")
    try sign(worked, Self.argv, byPython: true, "worked on")
    try write("value = 1\n", to: "elsewhere/plug.py", in: worked)
    try sign(worked, "optim.lr=3", byPython: false, "harmless")
  }

  @Test func `what Python executes at its start is read`() throws {
    let project = try project()
    try write(Self.resolver, to: ".site/sitecustomize.py", in: project)
    try sign(project, Self.argv, byPython: true, "sitecustomize")
  }

  @Test func `a release that isn't what was installed, and others' packages, are doubts`() throws {
    let other = try project()
    try other.run("mv .site/hydra_core-*.dist-info .site/hydra_core-1.3.2.dist-info")
    try sign(other, "optim.lr=3", byPython: true, "another release")
    let shared = try project()
    try shared.run("sed -i 's/^include.*/include-system-site-packages = true/' .venv/pyvenv.cfg")
    try sign(shared, "optim.lr=3", byPython: true, "shared")
  }

  @Test func `what is installed later is noticed`() throws {
    let project = try project()
    try project.run("sed -i '1i import plug' toy/train.py")
    try install("plug", "value = 1\n", needs: nil, in: project)
    try sign(project, "optim.lr=3", byPython: false, "before")
    _ = try run("dora-sig -- optim.lr=3", in: project)
    _ = try run("rm -r .site/plug-1.0.dist-info", in: project)
    try install("plug", Self.resolver, needs: "omegaconf", in: project)
    try sign(project, Self.argv, byPython: true, "after")
  }
}
