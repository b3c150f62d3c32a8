package dev.understudy.drills;

import dev.understudy.examples.bank.Account;
import dev.understudy.examples.bank.BankNode;
import dev.understudy.node.Node;
import dev.understudy.node.NodeBuilder;

/// The load on the bank of the examples: deposits, withdrawals, transfers and questions, and deposits that are
/// told without waiting for an answer, by whose slips order is judged. What was confirmed must be on the books in the
/// end, once, and the money must add up.
public final class BankWorkload implements Workload {
    @Override
    public String name() {
        return "bank";
    }

    @Override
    public String nodeMain() {
        return BankNode.class.getName();
    }

    @Override
    public boolean isStored() {
        return true;
    }

    @Override
    public NodeBuilder declare(NodeBuilder driver) {
        return driver.entity(Account.TYPE, Account::new);
    }

    @Override
    public Session begin(Node driver, int entities, long seed) {
        return new BankSession(driver, entities, seed);
    }
}
