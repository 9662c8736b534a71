// Nothing else stands here: a closure at the top level would belong to the main actor, and a C
// thread that called it would end the process.
await Main.run()
