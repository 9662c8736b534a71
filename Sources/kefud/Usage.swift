/// `kefud --help`.
enum Usage {
    /// What the program can do.
    static let text = """
        kefud: customer service for WeChat, on your own machine

        kefud serve [--config FILE]            run the daemon
        kefud check-config [--config FILE]     say whether the configuration is right
        kefud check-database [--config FILE]   look for damage; may run beside the daemon
        kefud backup [--config FILE] TARGET    copy the database, also while the daemon runs

        kefud user add [--config FILE] NAME --role admin|supervisor|agent
              [--member USERID] [--sub-organisation ID] [--token]
              make a user; the password is read from standard input, or with --token
              a token is made and printed, and nothing else
        kefud user list [--config FILE]
        kefud user token [--config FILE] NAME [--label TEXT]
        kefud user password [--config FILE] NAME       read from standard input
        kefud user disable|enable [--config FILE] NAME

        kefud import directory [--config FILE] [--url URL] [--token-file FILE] [--dry-run] FILE.csv
              hand members to the running daemon; the token is an administrator's, also from
              $KEFUD_TOKEN; the first line names the columns: userid, name, departments,
              sub_organisation, avatar, active

        kefud --version
        kefud --help

        Without --config the configuration is /etc/kefud/kefud.toml.
        The exit code is 0 when all is well, 64 for a wrong command line, 65 for a damaged
        database or wrong input, 69 when a port cannot be had, 73 when the database is held
        by another daemon or cannot be made, 78 for a wrong configuration, else 1.
        """
}
