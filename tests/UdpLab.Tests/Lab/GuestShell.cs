using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace UdpLab.Tests;

/// <summary>One shell of root in a guest that runs one command after the other: a login of its own for each takes a good part of an emulated second.</summary>
internal sealed class GuestShell : IDisposable
{
    /// <summary>No command takes so long, however busy the machine; an emulated guest has been seen to hang.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(3);

    private readonly string _end = "--- ended " + Guid.NewGuid().ToString("N"), _console;
    private readonly Process _ssh;

    /// <param name="ssh">ssh's arguments: options, and the guest.</param>
    /// <param name="console">The file QEMU writes the guest's console to.</param>
    public GuestShell(IEnumerable<string> ssh, string console)
    {
        _console = console;
        _ssh = Process.Start(new ProcessStartInfo("ssh", [.. ssh, "exec bash"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
    }

    /// <summary>The output of a command, in a subshell with empty input; throws with what it wrote to both if it fails, or if the guest hangs.</summary>
    public string Run(string command)
    {
        string quoted = command.Replace("'", @"'\''", StringComparison.Ordinal);
        _ssh.StandardInput.Write($"( eval '{quoted}' ) </dev/null 2>/tmp/errors; code=$?; [ $code = 0 ] || cat /tmp/errors; printf '\\n%s %d\\n' '{_end}' $code\n");
        _ssh.StandardInput.Flush();
        StringBuilder output = new();
        while (true)
        {
            Task<string?> reading = _ssh.StandardOutput.ReadLineAsync();
            if (!reading.Wait(_patience) || reading.Result is not string line)
            {
                throw new InvalidOperationException($"{command}: the guest {(reading.IsCompleted ? "is gone" : "hangs")}. {output}{string.Join('\n', File.ReadLines(_console).TakeLast(20))}");
            }

            if (line.StartsWith(_end, StringComparison.Ordinal))
            {
                // The last line end is printf's.
                string said = output.ToString(0, Math.Max(0, output.Length - 1));
                int code = int.Parse(line.AsSpan(_end.Length + 1), CultureInfo.InvariantCulture);
                return code == 0 ? said : throw new InvalidOperationException($"{command} ended with {code}: {said}");
            }

            output.Append(line).Append('\n');
        }
    }

    public void Dispose()
    {
        _ssh.Kill();
        _ssh.Dispose();
    }
}
