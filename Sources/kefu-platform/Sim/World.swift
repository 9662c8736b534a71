/// All that changes while the simulator runs, behind one lock.
struct World: Sendable {
    var model: PlatformModel
    var queue = CallbackQueue()
    var traffic = Traffic()

    init(model: PlatformModel) { self.model = model }

    /// Lets time pass and gives the callbacks that are to be tried now.
    mutating func step(now: Int64) -> [CallbackQueue.Delivery] {
        model.tick(now: now)
        traffic.step(&model, now: now)
        for callback in model.takeCallbacks() {
            queue.add(callback, now: now, settings: model.settings, random: &model.random)
        }
        return queue.due(now: now)
    }
}
