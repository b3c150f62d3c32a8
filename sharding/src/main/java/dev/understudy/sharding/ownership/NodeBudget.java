package dev.understudy.sharding.ownership;

/// What all shards of one node share: its memory, and the account of what it has sent. What waits to be sent and what
/// waits to run are counted apart: if they were one, a node full of what it wants to send to itself could not take it.
///
/// @param received bytes that wait for their turn at owners of this node
/// @param unsent bytes that were told or asked here and not handled yet
/// @param ledger what became of what was told and asked here
public record NodeBudget(HeldBytes received, HeldBytes unsent, LossLedger ledger) {
    /// One by the settings, of which nothing is used.
    public static NodeBudget of(Settings settings) {
        var unsent = new HeldBytes(settings.heldBytesPerNode());
        return new NodeBudget(new HeldBytes(settings.heldBytesPerNode()), unsent, new LossLedger(unsent));
    }
}
