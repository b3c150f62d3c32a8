package dev.understudy.sharding.ownership;

/// What all shards of one node share of its memory. What waits to be sent and what waits to run are counted
/// apart: if they were one, a node full of what it wants to send to itself could not take it.
///
/// @param received bytes that wait for their turn at owners of this node
/// @param unsent bytes that were told or asked here and not handled yet
public record NodeBudget(HeldBytes received, HeldBytes unsent) {
    /// One by the settings, of which nothing is used.
    public static NodeBudget of(Settings settings) {
        return new NodeBudget(new HeldBytes(settings.heldBytesPerNode()), new HeldBytes(settings.heldBytesPerNode()));
    }
}
