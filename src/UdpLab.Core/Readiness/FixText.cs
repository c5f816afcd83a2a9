using System.Globalization;
using System.Text.RegularExpressions;

namespace UdpLab;

/// <summary>
/// Writes the fix of a finding as text to paste into PowerShell: a command for the finding's host and interface, with notes
/// after a #; only the notes if there is no such command.
/// </summary>
internal static partial class FixText
{
    private const int SshPort = 22;

    public static string Of(LabHost host, string check, Verdict verdict, bool isRoot)
    {
        string command = Command(host, check, verdict, isRoot), shell = string.Join("; ", verdict.Shell);
        string words = command.Length == 0 && shell.Length > 0 ? $"As root{(host.Kind == LabHostKind.Local ? "" : $" on {host.Name}")}: {shell}. {verdict.Fix}".TrimEnd()
            : verdict.Command.Length > 0 && !isRoot ? $"As root, or connect with -Sudo. {verdict.Fix}".TrimEnd()
            : verdict.Fix.Length == 0 && command.StartsWith("Test-LabHost", StringComparison.Ordinal) ? shell
            : verdict.Fix;
        return words.Length == 0 ? command : command.Length == 0 ? $"# {words}" : $"{command}  # {words}";
    }

    /// <summary>Quotes a name for use as an argument of a command.</summary>
    public static string Quote(string name) => Plain().IsMatch(name) ? name : $"'{name.Replace("'", "''", StringComparison.Ordinal)}'";

    /// <summary>True for a fix with a command, false for notes alone.</summary>
    public static bool IsCommand(string fix) => fix.Length > 0 && !fix.StartsWith('#');

    private static string Command(LabHost host, string check, Verdict verdict, bool isRoot)
    {
        string where = host.Kind == LabHostKind.Local ? "" : $" -LabHost {Quote(host.Name)}";
        string[] touches = verdict.Interface is null ? [.. verdict.Touches] : [verdict.Interface];
        return verdict.Command.Length > 0 ? verdict.Command + where
            : host.Kind == LabHostKind.Local && verdict.Shell.Count > 0 ? string.Join("; ", verdict.Shell.Select(line => isRoot ? line : $"sudo {line}"))
            : verdict.Repairs.Count > 0 ? $"Test-LabHost{where}{(touches.Length > 0 ? $" -Interface {string.Join(", ", touches.Select(Quote))}" : "")} -Check {check} | Repair-LabHost{(verdict.Status == FindingStatus.Advice ? " -Advice" : "")}"
            : host is NamespaceLabHost space && verdict.Shell.Count > 0 ? string.Join("; ", verdict.Shell.Select(line => $"{(isRoot ? "" : "sudo ")}ip netns exec {Quote(space.NetworkNamespace)} {line}"))
            : host is SshLabHost far && verdict.Shell.Count > 0 ? Ssh(far, verdict.Shell, isRoot)
            : "";
    }

    /// <summary>Runs commands on an SSH host, as root there.</summary>
    private static string Ssh(SshLabHost host, IEnumerable<string> shell, bool isRoot)
    {
        string port = host.Port is 0 or SshPort ? "" : string.Create(CultureInfo.InvariantCulture, $"-p {host.Port} ");
        string key = host.KeyFile.Length > 0 ? $"-i {Quote(host.KeyFile)} " : "";
        string at = host.Alias.Length > 0 ? host.Alias : host.HostName.Length > 0 ? host.HostName : host.Name;
        string commands = string.Join("; ", shell.Select(line => isRoot && !host.Sudo ? line : $"sudo {line}"));
        return $"ssh {port}{key}{Quote(host.UserName.Length > 0 ? $"{host.UserName}@{at}" : at)} '{commands.Replace("'", "''", StringComparison.Ordinal)}'";
    }

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.:/-]*\z")]
    private static partial Regex Plain();
}
