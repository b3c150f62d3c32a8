/// A singleton: a ticket office of which the grid runs one, and that goes on elsewhere when its node leaves. Start with
/// [dev.understudy.examples.tickets.Tickets].
@NullMarked
package dev.understudy.examples.tickets;

import org.jspecify.annotations.NullMarked;
