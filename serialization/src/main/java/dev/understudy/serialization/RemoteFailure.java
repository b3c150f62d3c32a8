package dev.understudy.serialization;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A [Throwable] as plain data, the form in which failures travel.
///
/// The class is carried by name, for people and logs; it is never looked up. A failure is cut to fit into a reply
/// that is about something else: see [#MAX_FRAMES], [#MAX_CAUSES], [#MAX_MESSAGE].
///
/// @param typeName the class name of the throwable where it was thrown
/// @param message its message, or null
/// @param frames its stack, innermost first
/// @param cause what caused it, or null
public record RemoteFailure(
        String typeName,
        @Nullable String message,
        List<Frame> frames,
        @Nullable RemoteFailure cause) {

    /// Frames kept of each stack: enough to see who called, where a deep stack has hundreds.
    public static final int MAX_FRAMES = 64;

    /// Causes kept below the failure; chains are rarely longer unless they run in a circle.
    public static final int MAX_CAUSES = 8;

    /// Characters kept of each message.
    public static final int MAX_MESSAGE = 4096;

    public RemoteFailure {
        frames = List.copyOf(frames);
    }

    /// One line of a remote stack.
    ///
    /// @param className the class, as text
    /// @param method the method
    /// @param file the source file, or null
    /// @param line the line, or negative if unknown
    public record Frame(
            String className, String method, @Nullable String file, int line) {

        static Frame of(StackTraceElement element) {
            return new Frame(
                    element.getClassName(), element.getMethodName(), element.getFileName(), element.getLineNumber());
        }

        StackTraceElement toElement() {
            return new StackTraceElement(className, method, file, line);
        }
    }

    /// Describes a throwable. One that came from another node keeps its first description.
    public static RemoteFailure of(Throwable failure) {
        return of(failure, MAX_CAUSES);
    }

    /// An exception to throw or to complete a future with; its stack trace is the remote one.
    public RemoteFailureException toException() {
        return new RemoteFailureException(this);
    }

    List<StackTraceElement> stackTrace() {
        return frames.stream().map(Frame::toElement).toList();
    }

    private static RemoteFailure of(Throwable failure, int causes) {
        if (failure instanceof RemoteFailureException remote) {
            return remote.failure();
        }
        var frames = new ArrayList<Frame>();
        for (var element : failure.getStackTrace()) {
            if (frames.size() == MAX_FRAMES) {
                break;
            }
            frames.add(Frame.of(element));
        }
        var cause = failure.getCause();
        return new RemoteFailure(
                failure.getClass().getName(),
                cut(failure.getMessage()),
                frames,
                cause == null || causes == 0 ? null : of(cause, causes - 1));
    }

    private static @Nullable String cut(@Nullable String message) {
        return message == null || message.length() <= MAX_MESSAGE ? message : message.substring(0, MAX_MESSAGE) + "…";
    }
}
