package dev.understudy.examples.bank;

import static java.time.Duration.ofSeconds;

import dev.understudy.actor.ActorRef;
import dev.understudy.actor.Behavior;
import dev.understudy.sharding.EntityContext;
import dev.understudy.sharding.EntityType;
import dev.understudy.sharding.EntityUnavailableException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// An account of the bank, an entity. It keeps its balance and, per teller, the numbers of the slips it has
/// seen: an order that comes twice is carried out once.
///
/// Its state is volatile: an account that is activated on another node begins anew.
///
/// *A transfer* takes the money here first and then asks the other account to deposit it. If the other account
/// certainly did not, the money is put back. If nobody knows, the same slip is sent again, which the other
/// account would recognize; after some attempts the transfer is in doubt, and stays so rather than making money
/// out of nothing.
public final class Account implements Behavior<Account.Command> {
    /// The kind of entity that accounts are.
    public static final EntityType<Command> TYPE = EntityType.of("account", Command.class);

    private static final Duration DEPOSIT_DEADLINE = ofSeconds(1);

    /// How often a transfer whose outcome is unknown asks for the deposit.
    private static final int DEPOSIT_ATTEMPTS = 3;

    /// What an account can be asked.
    public sealed interface Command {}

    /// Puts money in. Answered with [Done].
    public record Deposit(long cents, Slip slip, ActorRef<Reply> replyTo) implements Command {
        /// Checks the amount.
        public Deposit {
            requirePositive(cents);
        }
    }

    /// Takes money out. Answered with [Done] or [Rejected].
    public record Withdraw(long cents, Slip slip, ActorRef<Reply> replyTo) implements Command {
        /// Checks the amount.
        public Withdraw {
            requirePositive(cents);
        }
    }

    /// Moves money to another account. Answered with [Done], [Rejected] or [InDoubt].
    public record Transfer(String to, long cents, Slip slip, ActorRef<Reply> replyTo) implements Command {
        /// Checks the amount.
        public Transfer {
            requirePositive(cents);
        }
    }

    /// Asks for the balance.
    public record GetBalance(ActorRef<Balance> replyTo) implements Command {}

    /// Asks for all that the account knows.
    public record GetStatement(ActorRef<Statement> replyTo) implements Command {}

    /// What the account tells itself when the other account of a transfer has answered, or has not.
    record Settle(Transfer transfer, Arrival arrival, int attempt) implements Command {}

    /// What is known of the deposit of a transfer.
    enum Arrival {
        ARRIVED,
        CERTAINLY_NOT,
        UNKNOWN
    }

    /// The answer to an order.
    public sealed interface Reply {}

    /// The order was carried out.
    public record Done(long balance) implements Reply {}

    /// A slip of this number came before, and was answered then; nothing was done this time.
    public record Repeated(long balance) implements Reply {}

    /// The order was not carried out.
    public record Rejected(String reason) implements Reply {}

    /// The money was taken, and nobody knows whether it has arrived.
    public record InDoubt(String reason) implements Reply {}

    /// The balance of an account.
    public record Balance(long cents) {}

    /// All that an account knows.
    ///
    /// @param cents the balance
    /// @param books the slips seen, by teller
    public record Statement(long cents, Map<String, SlipBook> books) {
        /// Copies the books.
        public Statement {
            books = Map.copyOf(books);
        }

        /// The slips of one teller.
        public SlipBook book(String teller) {
            return books.getOrDefault(teller, SlipBook.EMPTY);
        }
    }

    private final EntityContext<Command> context;
    private final Map<String, SlipBook> books = new HashMap<>();
    private long balance;

    /// An account with nothing in it.
    public Account(EntityContext<Command> context) {
        this.context = context;
    }

    @Override
    public void receive(Command command) {
        switch (command) {
            case Deposit(long cents, Slip slip, var replyTo) -> replyTo.tell(deposit(cents, slip));
            case Withdraw(long cents, Slip slip, var replyTo) -> replyTo.tell(withdraw(cents, slip));
            case Transfer transfer -> transfer(transfer);
            case Settle settle -> settle(settle);
            case GetBalance(var replyTo) -> replyTo.tell(new Balance(balance));
            case GetStatement(var replyTo) -> replyTo.tell(new Statement(balance, books));
        }
    }

    private Reply deposit(long cents, Slip slip) {
        if (!isNew(slip)) {
            return new Repeated(balance);
        }
        balance += cents;
        return new Done(balance);
    }

    private Reply withdraw(long cents, Slip slip) {
        if (!isNew(slip)) {
            return new Repeated(balance);
        }
        if (cents > balance) {
            return new Rejected("insufficient funds: %d wanted, %d there".formatted(cents, balance));
        }
        balance -= cents;
        return new Done(balance);
    }

    private void transfer(Transfer transfer) {
        if (transfer.to().equals(context.id())) {
            transfer.replyTo().tell(new Rejected("a transfer from %s to itself".formatted(context.id())));
            return;
        }
        switch (withdraw(transfer.cents(), transfer.slip())) {
            case Done _ -> forward(transfer, 1);
            case Reply refusal -> transfer.replyTo().tell(refusal);
        }
    }

    /// Asks the other account for the deposit. Its slip names this account beside the teller, so that no other
    /// order has it.
    private void forward(Transfer transfer, int attempt) {
        Slip slip = new Slip(
                transfer.slip().teller() + "@" + context.id(), transfer.slip().number());
        var answer = context.entityRef(TYPE, transfer.to())
                .<Reply>ask(replyTo -> new Deposit(transfer.cents(), slip, replyTo), DEPOSIT_DEADLINE);
        context.actor().pipeToSelf(answer, (_, failure) -> new Settle(transfer, arrival(failure, attempt), attempt));
    }

    private static Arrival arrival(@Nullable Throwable failure, int attempt) {
        return switch (failure) {
            case null -> Arrival.ARRIVED;
            // A later attempt that was certainly not handled says nothing of the earlier ones.
            case EntityUnavailableException _ when attempt == 1 -> Arrival.CERTAINLY_NOT;
            default -> Arrival.UNKNOWN;
        };
    }

    private void settle(Settle settle) {
        Transfer transfer = settle.transfer();
        switch (settle.arrival()) {
            case ARRIVED -> transfer.replyTo().tell(new Done(balance));
            case CERTAINLY_NOT -> {
                balance += transfer.cents();
                transfer.replyTo()
                        .tell(new Rejected("%s cannot be reached, the money is back".formatted(transfer.to())));
            }
            case UNKNOWN -> {
                if (settle.attempt() < DEPOSIT_ATTEMPTS) {
                    forward(transfer, settle.attempt() + 1);
                } else {
                    transfer.replyTo()
                            .tell(new InDoubt("%s did not answer %d times".formatted(transfer.to(), DEPOSIT_ATTEMPTS)));
                }
            }
        }
    }

    private boolean isNew(Slip slip) {
        SlipBook before = books.getOrDefault(slip.teller(), SlipBook.EMPTY);
        books.put(slip.teller(), before.with(slip.number()));
        return !before.contains(slip.number());
    }

    private static void requirePositive(long cents) {
        if (cents <= 0) {
            throw new IllegalArgumentException("an amount of %d cents: must be more than 0".formatted(cents));
        }
    }
}
