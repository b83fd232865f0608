import DoraTestSupport
import Foundation

/// A web server with TLS that serves a folder's repositories as git's own CGI program does, to who knows the password;
/// and, if it's told to, their files of Git LFS.
final class HTTPSServer {
  let home: Sandbox
  private let daemon: Daemon
  let port: Int

  private static let program = """
    import base64, http.server, json, os, ssl, subprocess, sys

    port, root = int(sys.argv[1]), sys.argv[2]

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *arguments):
            pass

        def answer(self, status, body=b"", headers=()):
            self.send_response(status)
            for name, value in headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def body(self):
            if self.headers.get("Transfer-Encoding") != "chunked":
                return self.rfile.read(int(self.headers.get("Content-Length") or 0))
            parts = []
            while size := int(self.rfile.readline(), 16):
                parts.append(self.rfile.read(size))
                self.rfile.readline()
            self.rfile.readline()
            return b"".join(parts)

        def serve(self):
            body = self.body()
            known = "Basic " + base64.b64encode(b"group:secret").decode()
            if self.headers.get("Authorization") != known:
                return self.answer(401, headers=[("WWW-Authenticate", 'Basic realm="git"')])
            path, _, query = self.path.partition("?")
            if "/info/lfs/" in path:
                return self.large(path, body)
            variables = dict(
                os.environ, GIT_PROJECT_ROOT=root, GIT_HTTP_EXPORT_ALL="1", PATH_INFO=path,
                QUERY_STRING=query, REQUEST_METHOD=self.command, REMOTE_USER="group",
                CONTENT_TYPE=self.headers.get("Content-Type", ""), CONTENT_LENGTH=str(len(body)),
                HTTP_CONTENT_ENCODING=self.headers.get("Content-Encoding", ""),
                GIT_PROTOCOL=self.headers.get("Git-Protocol", ""))
            said = subprocess.run(
                ["git", "http-backend"], input=body, env=variables, capture_output=True).stdout
            head, _, rest = said.partition(b"\\r\\n\\r\\n")
            headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\\r\\n") if line]
            status = next((int(v.split()[0]) for n, v in headers if n == "Status"), 200)
            self.answer(status, rest, [h for h in headers if h[0] != "Status"])

        def large(self, path, body):
            if not os.path.exists(os.path.join(root, "lfs")):
                return self.answer(404, b"no")
            base, _, name = path.partition("/info/lfs/objects/")
            def file(digest):
                return os.path.join(root, "lfs", digest)
            if name != "batch":
                if self.command == "PUT":
                    with open(file(name), "wb") as out:
                        out.write(body)
                    return self.answer(200)
                with open(file(name), "rb") as source:
                    return self.answer(200, source.read())
            asked = json.loads(body)
            verb = asked["operation"]
            objects = []
            for thing in asked["objects"]:
                is_here = os.path.exists(file(thing["oid"]))
                if verb == "download" and not is_here:
                    thing["error"] = {"code": 404, "message": "not here"}
                elif verb == "download" or not is_here:
                    url = f"https://localhost:{port}{base}/info/lfs/objects/{thing['oid']}"
                    header = {"Authorization": self.headers["Authorization"]}
                    thing["actions"] = {verb: {"href": url, "header": header}}
                thing["authenticated"] = True
                objects.append(thing)
            body = json.dumps({"transfer": "basic", "objects": objects}).encode()
            self.answer(200, body, [("Content-Type", "application/vnd.git-lfs+json")])

        do_GET = do_POST = do_PUT = serve

    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[3], sys.argv[4])
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.serve_forever()

    """

  init() throws {
    home = try Sandbox()
    let command = Command(in: home.path)
    try command.shell(
      """
      mkdir root; openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
        -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key -out certificate 2> /dev/null
      """)
    try home.write(Self.program, to: "server.py")
    let home = home
    (port, daemon) = try FreePort.serve(log: home.file("log")) { port in
      [
        "/usr/bin/python3", home.file("server.py"), "\(port)", home.file("root"),
        home.file("certificate"), home.file("key"),
      ]
    }
  }

  func end() { daemon.end() }

  /// What makes git trust the server.
  var environment: [String: String] { ["GIT_SSL_CAINFO": home.file("certificate")] }

  /// The address of a repository, with the password or without.
  func address(_ name: String, password: String? = "secret") -> String {
    "https://\(password.map { "group:\($0)@" } ?? "")localhost:\(port)/\(name)"
  }

  /// Makes a repository that may be pushed to.
  func repository(_ name: String, from source: String) throws {
    try Command(in: home.file("root")).shell(
      "git clone -q --bare \(source) \(name) && git -C \(name) config http.receivepack true && git -C \(name) config uploadpack.allowAnySHA1InWant false"
    )
  }

  /// Whether it serves files of Git LFS.
  func serveLargeFiles() throws { try Command(in: home.file("root")).run(["mkdir", "lfs"]) }
}
