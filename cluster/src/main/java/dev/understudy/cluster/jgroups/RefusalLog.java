package dev.understudy.cluster.jgroups;

import dev.understudy.cluster.DropReason;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jgroups.logging.Log;

/// The log that JGroups' servers write to, listened to for connections that they refuse.
///
/// When something connects that isn't JGroups, or a JGroups of another version, the server closes the connection
/// and tells nobody but its log. There is no callback with the reason, so we read what it logs; a test with real
/// connections notices if a later JGroups words it differently. Everything else goes to the log as it came.
final class RefusalLog implements Log {
    private static final Pattern REMOTE_HOST = Pattern.compile("(?:by|from) \\S*?/?\\[?([0-9a-fA-F.:]+)\\]?:\\d+");

    private final Log log;
    private final Doorman doorman;

    RefusalLog(Log log, Doorman doorman) {
        this.log = log;
        this.doorman = doorman;
    }

    @Override
    public void warn(String format, Object... args) {
        if (args.length > 0 && args[args.length - 1] instanceof Exception failure && isAboutReading(format)) {
            String text = String.valueOf(failure.getMessage());
            boolean isVersion = text.contains("different version");
            doorman.refused(
                    isVersion ? DropReason.VERSION_MISMATCH : DropReason.GARBAGE,
                    host(text),
                    isVersion ? text : "sent something that isn't ours: " + text);
        } else {
            log.warn(format, args);
        }
    }

    private static boolean isAboutReading(String format) {
        return format.contains("failed handling message from");
    }

    private static String host(String text) {
        Matcher matcher = REMOTE_HOST.matcher(text);
        return matcher.find() ? matcher.group(1) : "somebody";
    }

    @Override
    public boolean isFatalEnabled() {
        return log.isFatalEnabled();
    }

    @Override
    public boolean isErrorEnabled() {
        return log.isErrorEnabled();
    }

    @Override
    public boolean isWarnEnabled() {
        return log.isWarnEnabled();
    }

    @Override
    public boolean isInfoEnabled() {
        return log.isInfoEnabled();
    }

    @Override
    public boolean isDebugEnabled() {
        return log.isDebugEnabled();
    }

    @Override
    public boolean isTraceEnabled() {
        return log.isTraceEnabled();
    }

    @Override
    public void fatal(String message) {
        log.fatal(message);
    }

    @Override
    public void fatal(String format, Object... args) {
        log.fatal(format, args);
    }

    @Override
    public void fatal(String message, Throwable failure) {
        log.fatal(message, failure);
    }

    @Override
    public void error(String message) {
        log.error(message);
    }

    @Override
    public void error(String format, Object... args) {
        log.error(format, args);
    }

    @Override
    public void error(String message, Throwable failure) {
        log.error(message, failure);
    }

    @Override
    public void warn(String message) {
        log.warn(message);
    }

    @Override
    public void warn(String message, Throwable failure) {
        log.warn(message, failure);
    }

    @Override
    public void info(String message) {
        log.info(message);
    }

    @Override
    public void info(String format, Object... args) {
        log.info(format, args);
    }

    @Override
    public void debug(String message) {
        log.debug(message);
    }

    @Override
    public void debug(String format, Object... args) {
        log.debug(format, args);
    }

    @Override
    public void debug(String message, Throwable failure) {
        log.debug(message, failure);
    }

    @Override
    public void trace(Object message) {
        log.trace(message);
    }

    @Override
    public void trace(String message) {
        log.trace(message);
    }

    @Override
    public void trace(String format, Object... args) {
        log.trace(format, args);
    }

    @Override
    public void trace(String message, Throwable failure) {
        log.trace(message, failure);
    }

    @Override
    public void setLevel(String level) {
        log.setLevel(level);
    }

    @Override
    public String getLevel() {
        return log.getLevel();
    }
}
