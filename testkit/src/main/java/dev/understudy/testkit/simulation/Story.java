package dev.understudy.testkit.simulation;

import java.util.List;
import java.util.Map;

/// What was seen of a simulated run from outside, as the clients of a grid would have: what they commanded, what they
/// were answered, and what the shards hold in the end. Times are world time in nanoseconds.
///
/// @param commands what was commanded, in this order
/// @param held of each shard that is served in the end, the commands that took effect on it, in their order
/// @param isTold whether an operator gave up the state of a shard of which no copy was left, which then is lost
///     with everybody's knowledge
/// @param endedAt when it was over
public record Story(List<Command> commands, Map<Integer, List<Integer>> held, boolean isTold, long endedAt) {
    /// The end of a command of which nobody heard again.
    public static final long NEVER = Long.MAX_VALUE;

    /// How a command ended.
    public enum End {
        /// It was answered.
        ANSWERED,
        /// It has certainly not been handled.
        REFUSED,
        /// Nobody knows.
        OPEN
    }

    /// A command to a shard.
    ///
    /// @param id unique in a run
    /// @param lane what it was sent by; told commands of one lane keep their order
    /// @param isRead whether it leaves nothing behind
    /// @param isAsk whether it waits for an answer
    /// @param endedAt [#NEVER] while it is open
    /// @param applied what the answer says: how many commands the shard had applied, this one included; 0 for none
    public record Command(
            int id,
            int shard,
            String lane,
            boolean isRead,
            boolean isAsk,
            long begunAt,
            long endedAt,
            End end,
            int applied) {
        Command ended(End how, int count, long at) {
            return new Command(id, shard, lane, isRead, isAsk, begunAt, at, how, count);
        }
    }

    /// Copies both.
    public Story {
        commands = List.copyOf(commands);
        held = Map.copyOf(held);
    }
}
