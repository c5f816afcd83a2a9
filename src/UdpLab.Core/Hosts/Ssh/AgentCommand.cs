namespace UdpLab;

/// <summary>The shell commands that start and end an agent on a host. Variable parts are passed as arguments, never put in the script.</summary>
internal static class AgentCommand
{
    /// <summary>Exit status: the file is missing or a symbolic link.</summary>
    public const int Missing = 121;

    /// <summary>Exit status: the file's SHA-256 differs.</summary>
    public const int Changed = 122;

    /// <summary>Exit status: the shell could not run the file (noexec, or another architecture).</summary>
    public const int NotExecutable = 126;

    private const string Verify = """
        if [ -L "$1" ] || ! [ -f "$1" ] || ! [ -O "$1" ]; then exit 121; fi; s=$(sha256sum < "$1") || exit 122; [ "${s%% *}" = "$2" ] || exit 122; [ -x "$1" ] || exit 126; echo; f=$1; shift 2; exec "$@" "$f"
        """;

    private const string Plain = """
        [ -x "$1" ] || exit 126; echo; f=$1; shift 2; exec "$@" "$f"
        """;

    // Its input ends when the connection or the upload ends; after an upload the file has its final name, so nothing is removed.
    private const string Guard = """
        trap '' HUP; cat > /dev/null; rm -f "$1"
        """;

    // The pid may have been reused, so check the command line. The agent gets a second to put back what it holds. A sudo above a
    // stopped agent stops too, perhaps only after it was continued, so it is continued until it has ended.
    private const string Kill = """
        is() { 2>/dev/null tr '\0' ' ' < "/proc/$1/cmdline" | grep -q udplab-agent; }; p=$1; all=; while is "$p"; do all="$all $p"; p=$(sed -n 's/^PPid:[^0-9]*//p' "/proc/$p/status"); done; [ "$all" ] || exit 0; kill -TERM "$1"; kill -CONT $all; sleep 1; kill -9 "$1" 2>/dev/null; for i in 1 2 3 4 5 6 7 8 9 10; do left=; for p in $all; do if is "$p"; then kill -CONT "$p" 2>/dev/null; left=1; fi; done; [ "$left" ] || exit 0; sleep 1; done
        """;

    /// <summary>Ends an agent that no longer responds.</summary>
    public static string KillLine(int processId, bool sudo)
    {
        string[] words = [.. sudo ? ["sudo", "-n", "--"] : (string[])[], "/bin/sh", "-c", Kill.Trim(), "udplab", processId.ToString(System.Globalization.CultureInfo.InvariantCulture)];
        return "exec " + string.Join(' ', words.Select(ShellQuote.Quote));
    }

    /// <summary>Removes a file when its input ends.</summary>
    public static string GuardLine(string path) => "exec " + string.Join(' ', new[] { "/bin/sh", "-c", Guard.Trim(), "udplab", path }.Select(ShellQuote.Quote));

    /// <summary>Verifies the agent's file, then runs it.</summary>
    /// <param name="path">Its path on the host.</param>
    /// <param name="sha256">Its hash, lower-case hexadecimal.</param>
    /// <param name="verify">The host has sha256sum; otherwise the controller has verified it.</param>
    /// <param name="sudo">Run it as root.</param>
    public static string Line(string path, string sha256, bool verify, bool sudo)
    {
        string[] words = ["/bin/sh", "-c", (verify ? Verify : Plain).Trim(), "udplab", path, sha256, .. sudo ? ["sudo", "-n", "--"] : (string[])[]];
        return "exec " + string.Join(' ', words.Select(ShellQuote.Quote));
    }
}
