/// What the accounts and agents of the bench are called at the platform.
enum Names {
    static func account(_ number: Int) -> String { "wkBench\(number)" }

    static func agent(_ number: Int, of account: String) -> String { "\(account).agent\(number)" }
}
