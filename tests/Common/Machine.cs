using System.Diagnostics;

namespace UdpLab.Tests;

/// <summary>Tests that flood this machine: one at a time, and not in parallel with others.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Machine
{
    public const string Name = "this machine";

    /// <summary>Skips a test that cannot work without root.</summary>
    public static void RequireRoot() => Assert.SkipUnless(Environment.IsPrivilegedProcess, "This needs root: it creates network namespaces or loads BPF programs.");

    /// <summary>Agents promise to end within a second, also after Ctrl-C, which the bench measures. The tests only check that they end, and why.</summary>
    public const double Soon = 5;

    /// <summary>Waits until a condition is true; false on timeout.</summary>
    public static bool Becomes(Func<bool> condition, double seconds)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            TimeSpan before = clock.Elapsed;
            if (condition())
            {
                return true;
            }

            if (clock.Elapsed.TotalSeconds > seconds)
            {
                return false;
            }

            // To look may cost more than a moment, as in an emulated guest, and what looks all the time delays what it waits for.
            Thread.Sleep(TimeSpan.FromMilliseconds(Math.Clamp(3 * (clock.Elapsed - before).TotalMilliseconds, 5, 250)));
        }
    }

    /// <summary>A number unique to this test run, for names shared by all runs on a machine.</summary>
    public static string Own { get; } = Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Skips a test if a program it needs is not installed.</summary>
    public static void Need(string program) => Assert.SkipUnless(Tool.Exists(program), $"{program} is not installed.");
}
