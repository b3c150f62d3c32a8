package dev.understudy.testkit.simulation;

import dev.understudy.sharding.ownership.Configuration;
import dev.understudy.sharding.ownership.Rule;
import dev.understudy.sharding.ownership.Rules;
import dev.understudy.sharding.ownership.ShardTable;
import dev.understudy.sharding.ownership.StoreAnswer;
import dev.understudy.sharding.ownership.StoreRequest;
import dev.understudy.sharding.ownership.StoreRow;

/// The store of a simulation that decides in place of voters: one row, carried out one request after the other.
final class SimulatedStore {
    private final Rules rules;
    private StoreRow row = StoreRow.EMPTY;
    private long downUntil = Long.MIN_VALUE;

    SimulatedStore(Rules rules) {
        this.rules = rules;
    }

    /// Nobody reaches it until then.
    void goDown(long until) {
        downUntil = until;
    }

    boolean isUp(long now) {
        return now >= downUntil;
    }

    StoreAnswer carryOut(StoreRequest request) {
        if (request instanceof StoreRequest.Swap swap && !rules.hold(Rule.STORE_COMPARES)) {
            forget(swap.next());
        }
        var outcome = row.apply(request);
        row = outcome.row();
        return outcome.answer();
    }

    /// What a store does that does not compare: whatever it holds counts as what a configuration follows.
    private void forget(Configuration next) {
        var newest = row.newest();
        if (newest != null) {
            var table = new ShardTable(next.epoch() - 1, newest.table().assignments());
            var before = new Configuration(
                    newest.genesisId(), next.epoch() - 1, newest.members(), newest.voters(), newest.leader(), table);
            row = new StoreRow(before, row.beats());
        }
    }
}
