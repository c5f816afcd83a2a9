namespace UdpLab;

/// <summary>The shell lines UdpLab runs on a host to start an agent and to end one: what varies is an argument, never part of the script.</summary>
internal static class AgentCommand
{
    /// <summary>The file is a symbolic link or is missing.</summary>
    public const int Missing = 121;

    /// <summary>The file's SHA-256 is another.</summary>
    public const int Changed = 122;

    /// <summary>The shell could not run the file: noexec, or another architecture.</summary>
    public const int NotExecutable = 126;

    private const string Verify = """
        if [ -L "$1" ] || ! [ -f "$1" ] || ! [ -O "$1" ]; then exit 121; fi; s=$(sha256sum < "$1") || exit 122; [ "${s%% *}" = "$2" ] || exit 122; [ -x "$1" ] || exit 126; echo; f=$1; shift 2; exec "$@" "$f"
        """;

    private const string Plain = """
        [ -x "$1" ] || exit 126; echo; f=$1; shift 2; exec "$@" "$f"
        """;

    // The end of its input is the end of the line, or of the upload: then the file has its name, and nothing is removed.
    private const string Guard = """
        trap '' HUP; cat > /dev/null; rm -f "$1"
        """;

    // A number alone may be somebody else's by now. It gets a second to put back what it holds. A sudo above it has
    // stopped itself with it, and would stay so.
    private const string Kill = """
        case $(tr '\0' ' ' < "/proc/$1/cmdline") in *udplab-agent*) kill -TERM "$1"; p=$1; while tr '\0' ' ' < "/proc/$p/cmdline" | grep -q udplab-agent; do kill -CONT "$p"; p=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$p/status"); done; sleep 1; kill -9 "$1" 2>/dev/null;; esac
        """;

    /// <summary>Ends an agent that does not listen any more.</summary>
    public static string KillLine(int processId, bool sudo)
    {
        string[] words = [.. sudo ? ["sudo", "-n", "--"] : (string[])[], "/bin/sh", "-c", Kill.Trim(), "udplab", processId.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        return "exec " + string.Join(' ', words.Select(ShellQuote.Quote));
    }

    /// <summary>Removes a file when its input ends.</summary>
    public static string GuardLine(string path) => "exec " + string.Join(' ', new[] { "/bin/sh", "-c", Guard.Trim(), "udplab", path }.Select(ShellQuote.Quote));

    /// <summary>Verifies the agent where it lies and becomes it.</summary>
    /// <param name="path">Its path there.</param>
    /// <param name="sha256">Its hash, lower-case hexadecimal.</param>
    /// <param name="verify">The host has sha256sum; else the controller has looked itself.</param>
    /// <param name="sudo">Run it as root.</param>
    public static string Line(string path, string sha256, bool verify, bool sudo)
    {
        string[] words = ["/bin/sh", "-c", (verify ? Verify : Plain).Trim(), "udplab", path, sha256, .. sudo ? ["sudo", "-n", "--"] : (string[])[]];
        return "exec " + string.Join(' ', words.Select(ShellQuote.Quote));
    }
}
