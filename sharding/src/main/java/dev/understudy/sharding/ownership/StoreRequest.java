package dev.understudy.sharding.ownership;

/// What a node asks of the store that decides. [StoreRow] says what comes of it.
public sealed interface StoreRequest {
    /// Who asks.
    Incarnation from();

    /// The newest configuration that the asker knows, 0 for none: the answer tells of a newer one.
    long epoch();

    /// "Grant me a lease of that configuration."
    ///
    /// @param sentAt the asker's clock, which comes back with the answer
    record Renew(Incarnation from, long epoch, long sentAt) implements StoreRequest {}

    /// "Put this configuration in the place of the one before it."
    record Swap(Incarnation from, Configuration next) implements StoreRequest {
        @Override
        public long epoch() {
            return next.epoch() - 1;
        }
    }
}
