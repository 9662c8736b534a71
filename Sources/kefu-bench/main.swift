import Glibc

let words = Array(CommandLine.arguments.dropFirst())
if let status = await Tools.run(words) { exit(status) }
exit(Program.run(words))
