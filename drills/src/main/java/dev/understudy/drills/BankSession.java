package dev.understudy.drills;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;

import dev.understudy.actor.ActorRef;
import dev.understudy.examples.bank.Account;
import dev.understudy.examples.bank.Slip;
import dev.understudy.examples.bank.SlipBook;
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

    /// What the session knows of one account; confined to the thread that tends it.
    private static final class Customer {
        final EntityRef<Account.Command> account;
        final SlipOrder order = new SlipOrder();
        final CounterBook book = new CounterBook();
        volatile Account.@Nullable Statement statement; // the last one that it has shown
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
                    order(
                            customer,
                            slip,
                            0,
                            replyTo -> new Account.Transfer(id(other), cents, slip, replyTo),
                            deadline),
                    Set.of(other));
        }
        return Asked.of(
                lot < STATEMENTS + BALANCES + TRANSFERS + WITHDRAWALS
                        ? order(customer, slip, -cents, replyTo -> new Account.Withdraw(cents, slip, replyTo), deadline)
                        : order(customer, slip, cents, replyTo -> new Account.Deposit(cents, slip, replyTo), deadline));
    }

    private static CompletableFuture<Account.Reply> order(
            Customer customer,
            Slip slip,
            long cents,
            Function<ActorRef<Account.Reply>, Account.Command> order,
            Duration deadline) {
        customer.book.ordered(slip.number(), cents);
        return customer.account.<Account.Reply>ask(order, deadline).thenApply(reply -> {
            if (reply instanceof Account.Done) {
                customer.book.confirmed(slip.number());
            }
            return reply;
        });
    }

    @Override
    public CompletableFuture<?> inspect(int entity, Duration deadline) {
        Customer customer = customers.get(entity);
        return customer.account.ask(Account.GetStatement::new, deadline).thenAccept(statement -> {
            customer.statement = statement;
            customer.order.saw(statement.book(mail));
        });
    }

    @Override
    public Judgement judge() {
        boolean settled = settle();
        long lost = 0;
        long duplicated = 0;
        long violations = 0;
        long unaccounted = 0;
        boolean alone = true;
        for (Customer customer : customers) {
            Account.Statement statement = customer.statement;
            if (statement == null) {
                return new Judgement(null, null, null, null); // it was never reached
            }
            SlipBook counted = statement.book(counter);
            SlipBook mailed = statement.book(mail);
            lost += customer.book.lost(counted);
            duplicated += counted.repeated() + mailed.repeated();
            violations += customer.order.violations();
            unaccounted += statement.cents() - customer.book.effect(counted) - mailed.count();
            alone &= statement.books().keySet().stream().allMatch(this::isOurs);
        }
        return new Judgement(lost, duplicated, violations, settled && alone ? Long.valueOf(unaccounted) : null);
    }

    /// Whether the slips of a teller were written here, or by the accounts themselves.
    private boolean isOurs(String teller) {
        return teller.equals(counter) || teller.equals(mail) || teller.contains("@");
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
        Account.Statement statement = customer.statement;
        return statement != null && statement.onTheWay() == 0;
    }
}
