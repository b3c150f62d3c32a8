package dev.understudy.examples.bank;

/// The number that a teller writes on an order to an account, so that both can tell afterwards which orders
/// arrived, and in which sequence. A teller numbers its slips for each account from 1 on, and never uses a
/// number twice.
///
/// @param teller who gave the order
/// @param number which order of this teller to this account it is
public record Slip(String teller, long number) {
    /// Checks the number.
    public Slip {
        if (number < 1) {
            throw new IllegalArgumentException("slip %d of %s: numbers begin at 1".formatted(number, teller));
        }
    }
}
