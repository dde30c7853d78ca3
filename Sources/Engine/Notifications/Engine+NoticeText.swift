import Commerce
import Storage

extension Engine {
    /// A notice in words, as things are now: of an order with what its products are called today.
    func text(
        of notice: Notice,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> NoticeText {
        let templates = configuration.notifications.templates
        if let writing = notice.writing { return templates.text(of: writing, to: try name(of: notice, in: snapshot)) }
        guard let id = notice.order else { return templates.text(of: Notice.Writing(subject: nil, message: "")) }
        let order = try journal.row(id, in: snapshot).order
        let name = try name(of: notice, in: snapshot)
        do throws(StorageError) {
            var products: [ProductID: String] = [:]
            for product in try journal.products(of: order.items, in: snapshot) { products[product.id] = product.name }
            return templates.text(notice.kind, NoticeValues(order: order, name: name, products: products))
        } catch {
            throw .storage(error)
        }
    }

    private func name(
        of notice: Notice,
        in snapshot: borrowing some Snapshot & ~Copyable
    ) throws(EngineError) -> String? {
        do throws(StorageError) {
            return try recipient(notice.customer, about: nil, in: snapshot).name
        } catch {
            throw .storage(error)
        }
    }
}
