package dev.understudy.drills;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

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
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One run of the load on the bank. Two tellers give orders: one asks, the other one mails deposits and expects
/// no answer. Both number their slips for each account from 1 on.
final class BankSession implements Workload.Session {
    private static final int MOST_CENTS = 10_000;
    private static final int MAILED_CENTS = 1;

    // Of a hundred asks; the rest are deposits.
    private static final int STATEMENTS = 5;
    private static final int BALANCES = 10;
    private static final int TRANSFERS = 15;
    private static final int WITHDRAWALS = 25;
    private static final int PERCENT = 100;

    /// For how long money may be on its way after the load has ended.
    private static final Duration SETTLING = ofSeconds(30);

    private static final Duration SHOWING = ofSeconds(5);
    private static final Duration BETWEEN_LOOKS = ofMillis(50);

    /// What the session knows of one account; the numbers are confined to the thread that tends it.
    private static final class Customer {
        final EntityRef<Account.Command> account;
        final AccountRecord record = new AccountRecord();
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
        Slip slip = new Slip(mail, ++customer.mailed);
        customer.record.ordered(slip, MAILED_CENTS, MAILED_CENTS, mail, System.nanoTime());
        customer.account.tell(new Account.Deposit(MAILED_CENTS, slip, wastebasket));
    }

    @Override
    public Asked ask(int entity, RandomGenerator random, Duration deadline) {
        int lot = random.nextInt(PERCENT);
        if (lot < STATEMENTS) {
            return Asked.of(inspect(entity, deadline));
        }
        Customer customer = customers.get(entity);
        if (lot < STATEMENTS + BALANCES) {
            return Asked.of(balance(customer, deadline));
        }
        long cents = random.nextLong(1, MOST_CENTS);
        Slip slip = new Slip(counter, ++customer.asked);
        if (lot < STATEMENTS + BALANCES + TRANSFERS) {
            int other = random.nextInt(customers.size());
            return new Asked(transfer(entity, other, cents, slip, deadline), Set.of(other));
        }
        return Asked.of(
                lot < STATEMENTS + BALANCES + TRANSFERS + WITHDRAWALS
                        ? order(customer, slip, -cents, replyTo -> new Account.Withdraw(cents, slip, replyTo), deadline)
                        : order(customer, slip, cents, replyTo -> new Account.Deposit(cents, slip, replyTo), deadline));
    }

    private static CompletableFuture<?> balance(Customer customer, Duration deadline) {
        long begun = System.nanoTime();
        return customer.account
                .ask(Account.GetBalance::new, deadline)
                .thenAccept(balance -> customer.record.looked("", balance.cents(), begun, System.nanoTime()));
    }

    private static CompletableFuture<?> order(
            Customer customer,
            Slip slip,
            long cents,
            Function<ActorRef<Account.Reply>, Account.Command> order,
            Duration deadline) {
        AccountRecord.Entry entry = customer.record.ordered(slip, cents, cents, "", System.nanoTime());
        return customer.account.<Account.Reply>ask(order, deadline).whenComplete((reply, failure) -> {
            Long balance = reply instanceof Account.Done(long now) ? Long.valueOf(now) : null;
            ended(customer, entry, reply, balance, failure);
        });
    }

    /// Orders a transfer, which is a deposit on the other account.
    private CompletableFuture<?> transfer(int entity, int other, long cents, Slip slip, Duration deadline) {
        Customer from = customers.get(entity);
        Customer to = customers.get(other);
        long begun = System.nanoTime();
        String lane = "transfer " + slip.number();
        AccountRecord.Entry taken = from.record.ordered(slip, -cents, 0, lane, begun);
        AccountRecord.Entry arrived =
                to.record.ordered(new Slip(slip.teller() + "@" + id(entity), slip.number()), cents, 0, "", begun);
        return from.account
                .<Account.Reply>ask(replyTo -> new Account.Transfer(id(other), cents, slip, replyTo), deadline)
                .whenComplete((reply, failure) -> {
                    if (entity == other && reply instanceof Account.Rejected) {
                        from.record.refused(taken, System.nanoTime()); // whatever there is on the account
                    } else {
                        ended(from, taken, reply, null, failure);
                    }
                    if (reply instanceof Account.Done(long balance)) {
                        long now = System.nanoTime();
                        from.record.looked(lane, balance, begun, now);
                        to.record.done(arrived, null, now);
                    } else if (reply instanceof Account.Rejected) {
                        to.record.refused(arrived, System.nanoTime());
                    }
                });
    }

    private static void ended(
            Customer customer,
            AccountRecord.Entry order,
            Account.@Nullable Reply reply,
            @Nullable Long balance,
            @Nullable Throwable failure) {
        long now = System.nanoTime();
        switch (reply) {
            case Account.Done _, Account.Repeated _ -> customer.record.done(order, balance, now);
            case Account.Rejected _ -> customer.record.insufficient(order, now);
            case null -> {
                if (Outcome.of(failure) == Outcome.ENTITY_UNAVAILABLE) {
                    customer.record.refused(order, now);
                }
            }
        }
    }

    @Override
    public CompletableFuture<?> inspect(int entity, Duration deadline) {
        Customer customer = customers.get(entity);
        long begun = System.nanoTime();
        return customer.account
                .ask(Account.GetStatement::new, deadline)
                .thenAccept(statement -> customer.record.saw(statement, mail, begun, System.nanoTime()));
    }

    @Override
    public Judgement judge() {
        boolean settled = settle();
        if (customers.stream().anyMatch(customer -> customer.record.last().isEmpty())) {
            return Judgement.UNKNOWN; // one was never reached
        }
        boolean alone = customers.stream()
                .flatMap(customer -> customer.record.last().stream())
                .flatMap(statement -> statement.books().keySet().stream())
                .allMatch(this::isOurs);
        return HistoryChecker.judge(
                IntStream.range(0, customers.size())
                        .mapToObj(entity -> customers.get(entity).record.history(id(entity), this::isOurs)),
                settled && alone ? Optional.of(sum()) : Optional.empty());
    }

    private HistoryChecker.Sum sum() {
        long held = customers.stream()
                .flatMap(customer -> customer.record.last().stream())
                .mapToLong(Account.Statement::cents)
                .sum();
        return new HistoryChecker.Sum(
                held,
                customers.stream().mapToLong(customer -> customer.record.put()).sum());
    }

    /// Whether the slips of a teller were written here, or by an account for a transfer that was ordered here.
    private boolean isOurs(String teller) {
        return teller.equals(counter) || teller.equals(mail) || teller.startsWith(counter + "@");
    }

    /// Has all accounts show what they have, until no money was on its way before the last look.
    ///
    /// @return whether that was so in time
    private boolean settle() {
        long giveUp = System.nanoTime() + SETTLING.toNanos();
        boolean restsNow = false;
        while (true) {
            boolean rested = restsNow;
            boolean shown =
                    Sweep.over(this, customers.size(), SHOWING, SETTLING).isEmpty();
            restsNow = shown && customers.stream().allMatch(BankSession::isAtRest);
            if (rested && restsNow) {
                return true;
            }
            if (System.nanoTime() - giveUp > 0) {
                return false;
            }
            Pause.until(System.nanoTime() + BETWEEN_LOOKS.toNanos());
        }
    }

    private static boolean isAtRest(Customer customer) {
        return customer.record
                .last()
                .filter(statement -> statement.onTheWay() == 0)
                .isPresent();
    }
}
