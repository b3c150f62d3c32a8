package dev.understudy.drills;

import dev.understudy.drills.AccountModel.Act;
import dev.understudy.drills.AccountModel.Balance;
import dev.understudy.drills.AccountModel.Insufficient;
import dev.understudy.drills.AccountModel.Look;
import dev.understudy.drills.AccountModel.Move;
import dev.understudy.drills.AccountModel.Said;
import dev.understudy.drills.AccountModel.Shown;
import dev.understudy.drills.Operation.Ending;
import dev.understudy.examples.bank.Account;
import dev.understudy.examples.bank.Slip;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// What the driver knows of one account: what was ordered of it, what it answered, and what it has shown since.
///
/// A transfer is two operations on the account that it comes from, which follow each other in a lane of their own:
/// the money goes out, and the answer tells the balance when it has arrived. On the other account it is a deposit,
/// which has taken effect when the transfer is answered. An order that nobody answered has taken effect, at the
/// latest, when a statement shows its slip.
///
/// Thread-safe.
final class AccountRecord {
    /// An operation that may not have ended.
    static final class Entry {
        private final String id;
        private final String lane;
        private final Act act;
        private final long put; // what it adds to the bank
        private final long invokedNanos;
        private Ending ending = Ending.OPEN;
        private @Nullable Said said;
        private long returnedNanos = Operation.NEVER;

        private Entry(String id, String lane, Act act, long put, long invokedNanos) {
            this.id = id;
            this.lane = lane;
            this.act = act;
            this.put = put;
            this.invokedNanos = invokedNanos;
        }

        private void end(Ending how, @Nullable Said what, long nanos) {
            ending = how;
            said = what;
            returnedNanos = Math.min(returnedNanos, nanos);
        }

        private Operation<Act, Said> operation() {
            return new Operation<>(id, lane, act, said, ending, invokedNanos, returnedNanos);
        }
    }

    private final SlipOrder order = new SlipOrder();
    private final List<Entry> entries = new ArrayList<>();
    private final List<Entry> unseen = new ArrayList<>(); // without an answer, and not shown yet
    private Account.@Nullable Statement last;

    /// An order is given.
    ///
    /// @param cents what it moves into the account; negative for what it takes out
    /// @param put how much of that comes from outside the bank
    /// @param lane the lane in which it is sent; empty if orders like this may overtake each other
    synchronized Entry ordered(Slip slip, long cents, long put, String lane, long nanos) {
        Entry entry = new Entry(id(slip), lane, new Move(cents, slip), put, nanos);
        entries.add(entry);
        unseen.add(entry);
        return entry;
    }

    /// An order was answered, with a balance if it tells one.
    synchronized void done(Entry order, @Nullable Long balance, long nanos) {
        order.end(Ending.EFFECTIVE, balance == null ? null : new Balance(balance), nanos);
        unseen.remove(order);
    }

    /// The account had not enough for an order.
    synchronized void insufficient(Entry order, long nanos) {
        order.end(Ending.ANSWERED, new Insufficient(), nanos);
        unseen.remove(order);
    }

    /// The grid refused an order.
    synchronized void refused(Entry order, long nanos) {
        order.end(Ending.REFUSED, null, nanos);
        unseen.remove(order);
    }

    /// The account told its balance, to a question of its own or at the end of an order in this lane.
    synchronized void looked(String lane, long cents, long invokedNanos, long nanos) {
        look(lane, new Balance(cents), invokedNanos, nanos);
    }

    /// The account has shown all that it knows.
    synchronized void saw(Account.Statement statement, String mail, long invokedNanos, long nanos) {
        look("", new Shown(statement.cents(), AccountModel.marks(statement.books())), invokedNanos, nanos);
        for (Iterator<Entry> left = unseen.iterator(); left.hasNext(); ) {
            Entry entry = left.next();
            if (shows(statement, entry)) {
                entry.end(Ending.EFFECTIVE, null, nanos);
                left.remove();
            }
        }
        order.saw(statement.book(mail));
        last = statement;
    }

    private void look(String lane, Said said, long invokedNanos, long nanos) {
        Entry entry = new Entry("", lane, new Look(), 0, invokedNanos);
        entry.end(Ending.ANSWERED, said, nanos);
        entries.add(entry);
    }

    private static boolean shows(Account.Statement statement, Entry entry) {
        return entry.act instanceof Move(long _, Slip slip)
                && statement.book(slip.teller()).contains(slip.number());
    }

    /// What the account has shown last; empty if it never did.
    synchronized Optional<Account.Statement> last() {
        return Optional.ofNullable(last);
    }

    /// What the orders that the account shows have put into the bank, all together.
    synchronized long put() {
        Account.Statement statement = last;
        return statement == null
                ? 0
                : entries.stream()
                        .filter(entry -> shows(statement, entry))
                        .mapToLong(entry -> entry.put)
                        .sum();
    }

    /// All that is known of the account.
    ///
    /// @param isOurs whether the slips of a teller are written by this driver
    synchronized EntityHistory<AccountModel.Holding, Act, Said> history(String entity, Predicate<String> isOurs) {
        Account.Statement statement = last;
        if (statement == null) {
            return new EntityHistory<>(entity, Optional.empty(), List.of(), new FinalState.Unknown(0));
        }
        List<String> ids = new ArrayList<>();
        long repeated = 0;
        for (var book : statement.books().entrySet()) {
            if (isOurs.test(book.getKey())) {
                book.getValue().numbers().forEach(number -> ids.add(id(new Slip(book.getKey(), number))));
                // an account asks for a deposit again until it has an answer: what comes from one may come twice
                repeated += book.getKey().contains("@") ? 0 : book.getValue().repeated();
            }
        }
        boolean isAlone = statement.books().keySet().stream().allMatch(isOurs);
        return new EntityHistory<>(
                entity,
                isAlone ? Optional.of(new AccountModel()) : Optional.empty(),
                entries.stream().map(Entry::operation).toList(),
                new FinalState.Book(ids, repeated, order.violations()));
    }

    private static String id(Slip slip) {
        return slip.teller() + "#" + slip.number();
    }
}
