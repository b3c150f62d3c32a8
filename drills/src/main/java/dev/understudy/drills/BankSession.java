package dev.understudy.drills;

import dev.understudy.actor.ActorRef;
import dev.understudy.examples.bank.Account;
import dev.understudy.examples.bank.Slip;
import dev.understudy.node.Node;
import dev.understudy.sharding.EntityRef;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// One run of the load on the bank. Two tellers give orders: one asks, the other one mails deposits and expects
/// no answer. Both number their slips for each account from 1 on.
final class BankSession implements Workload.Session {
    private static final int MOST_CENTS = 10_000;

    // Of a hundred asks; the rest are deposits.
    private static final int STATEMENTS = 5;
    private static final int BALANCES = 10;
    private static final int TRANSFERS = 15;
    private static final int WITHDRAWALS = 25;
    private static final int PERCENT = 100;

    /// What the session knows of one account; confined to the thread that tends it.
    private static final class Customer {
        final EntityRef<Account.Command> account;
        final SlipOrder order = new SlipOrder();
        long asked;
        long mailed;

        Customer(EntityRef<Account.Command> account) {
            this.account = account;
        }
    }

    private final Node driver;
    private final String counter;
    private final String mail;
    private final ActorRef<Account.Reply> wastebasket;
    private final List<Customer> customers;

    BankSession(Node driver, int entities, long seed) {
        this.driver = driver;
        this.counter = "counter-" + seed;
        this.mail = "mail-" + seed;
        this.wastebasket = driver.spawn("wastebasket", _ -> _ -> {});
        this.customers = IntStream.range(0, entities)
                .mapToObj(entity -> new Customer(driver.entityRef(Account.TYPE, id(entity))))
                .toList();
    }

    private static String id(int entity) {
        return "acc-" + entity;
    }

    @Override
    public Optional<String> owner(int entity) {
        return driver.ownerOf(Account.TYPE, id(entity)).map(member -> member.name());
    }

    @Override
    public void tell(int entity) {
        Customer customer = customers.get(entity);
        customer.account.tell(new Account.Deposit(1, new Slip(mail, ++customer.mailed), wastebasket));
    }

    @Override
    public Asked ask(int entity, RandomGenerator random, Duration deadline) {
        int lot = random.nextInt(PERCENT);
        if (lot < STATEMENTS) {
            return Asked.of(inspect(entity, deadline));
        }
        Customer customer = customers.get(entity);
        EntityRef<Account.Command> account = customer.account;
        if (lot < STATEMENTS + BALANCES) {
            return Asked.of(account.ask(Account.GetBalance::new, deadline));
        }
        long cents = random.nextLong(1, MOST_CENTS);
        Slip slip = new Slip(counter, ++customer.asked);
        if (lot < STATEMENTS + BALANCES + TRANSFERS) {
            int other = random.nextInt(customers.size());
            return new Asked(
                    account.<Account.Reply>ask(
                            replyTo -> new Account.Transfer(id(other), cents, slip, replyTo), deadline),
                    Set.of(other));
        }
        return Asked.of(account.<Account.Reply>ask(
                replyTo -> lot < STATEMENTS + BALANCES + TRANSFERS + WITHDRAWALS
                        ? new Account.Withdraw(cents, slip, replyTo)
                        : new Account.Deposit(cents, slip, replyTo),
                deadline));
    }

    @Override
    public CompletableFuture<?> inspect(int entity, Duration deadline) {
        Customer customer = customers.get(entity);
        return customer.account
                .ask(Account.GetStatement::new, deadline)
                .thenAccept(statement -> customer.order.saw(statement.book(mail)));
    }

    @Override
    public Judgement judge() {
        long violations = customers.stream()
                .mapToLong(customer -> customer.order.violations())
                .sum();
        return new Judgement(null, null, violations);
    }
}
