package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.AuthorityKind;
import dev.understudy.sharding.ownership.Durability;
import dev.understudy.sharding.ownership.MemberId;
import dev.understudy.sharding.ownership.Settings;
import java.util.List;

/// How far an exhaustive search goes: three nodes, one shard with a copy on each, in memory.
///
/// @param name what it is called in reports
/// @param commands what clients do, each at any time
/// @param crashes processes that may crash, with a proof of their death on its way to the others
/// @param freezes processes that may be frozen, at any time and for as long as may be
/// @param lastEpoch the newest configuration; what would lead beyond is not followed
/// @param lease steps of the clock that a lease lasts
/// @param quanta steps of all clocks
/// @param inOrder whether what one node sends another arrives in order, as over one connection
record Scope(
        String name,
        List<Op> commands,
        int crashes,
        int freezes,
        long lastEpoch,
        int lease,
        int quanta,
        boolean inOrder) {
    /// Its nodes.
    static final List<MemberId> IDS = List.of(new MemberId("a"), new MemberId("b"), new MemberId("c"));

    static final int NODES = IDS.size();

    /// An owner, or anybody else, dies while commands are under way; two configurations.
    static final Scope CRASH = new Scope("crash", List.of(ask(1, "a"), tell(2, "a")), 1, 0, 2, 3, 2, false);

    /// Anybody is frozen, is perhaps replaced, and wakes; two configurations, and the time for leases to end.
    static final Scope FREEZE = new Scope("freeze", List.of(), 0, 1, 2, 3, 5, false);

    /// Both at once, with commands under way: the links keep their order, and the time is that of one lease.
    static final Scope JOINT = new Scope("joint", List.of(ask(1, "a"), tell(2, "a")), 1, 1, 2, 2, 2, true);

    /// Those that are searched whole.
    static final List<Scope> ALL = List.of(CRASH, FREEZE, JOINT);

    Scope {
        commands = List.copyOf(commands);
    }

    /// The settings of its nodes: the protocol's own, in steps of the clock.
    Settings settings() {
        long step = ModelNode.QUANTUM;
        return new Settings(
                AuthorityKind.QUORUM,
                1,
                NODES - 1,
                1,
                Durability.MEMORY,
                NODES,
                lease * step,
                0,
                step,
                (lease + 1) * step,
                step,
                0,
                0,
                2 * step,
                4 * step,
                1,
                4,
                4,
                4,
                8,
                8 * Op.SIZE,
                8 * Op.SIZE,
                1_000);
    }

    /// The same with other commands.
    Scope with(List<Op> newCommands) {
        return new Scope(name, newCommands, crashes, freezes, lastEpoch, lease, quanta, inOrder);
    }

    static Op ask(int id, String sender) {
        return new Op(id, sender, false, true, 0);
    }

    static Op tell(int id, String sender) {
        return new Op(id, sender, false, false, 0);
    }
}
