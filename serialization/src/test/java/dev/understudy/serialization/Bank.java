package dev.understudy.serialization;

import dev.understudy.actor.ActorRef;
import java.util.List;

/// The protocol that most tests here speak.
final class Bank {

    private Bank() {}

    sealed interface Command {}

    record Withdraw(long cents, ActorRef<Reply> replyTo) implements Command {}

    record GetBalance(ActorRef<Reply> replyTo) implements Command {}

    record Transfer(String from, String to, long cents) implements Command {}

    record Close() implements Command {}

    sealed interface Reply {}

    record Paid(long balance) implements Reply {}

    record Rejected(String reason, Grade grade) implements Reply {}

    record Statement(List<Transfer> transfers) implements Reply {}

    enum Grade {
        MINOR,
        MAJOR {
            @Override
            boolean isWorthALook() {
                return true;
            }
        };

        boolean isWorthALook() {
            return false;
        }
    }

    static MessageRegistry registry() {
        return MessageRegistry.builder().register("bank.account", Command.class).build();
    }
}
