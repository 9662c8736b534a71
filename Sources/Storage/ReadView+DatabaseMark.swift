import SQLite

extension ReadView {
    /// Names this database, as `Store.databaseMark` does: a restored copy has another mark, so
    /// that what was handed out before is told apart.
    public func databaseMark() throws(StoreError) -> String {
        try reading("read the database's mark") { () throws(DatabaseError) in
            try connection.row(
                "SELECT prefix FROM message_id_prefix ORDER BY from_effect DESC LIMIT 1"
            ) { $0.text() } ?? "k"
        }
    }
}
