using System.Globalization;

namespace UdpLab.Tests.Nic;

/// <summary>
/// Changes settings of an interface at random, undoes some, changes again, and undoes the rest. The sequence depends on a seed
/// (UDPLAB_NIC_SEED). UDPLAB_NIC_STEPS=1000 makes that many steps.
/// </summary>
internal sealed class RandomSequence(Session session, string host, string nic, string[] settings)
{
    public static readonly string[] OfVeth =
    [
        "-RxQueues 1", "-RxQueues 2", "-RxQueues 3", "-RxQueues 4", "-TxQueues 1", "-TxQueues 3", "-RxQueues 2 -TxQueues 2", "-Mtu 1400", "-Mtu 9000", "-Mtu 68",
        "-Feature @{ gro = $false }", "-Feature @{ tso = $false; gso = $false }", "-Feature @{ tx = $false }", "-Feature @{ sg = $false }", "-Feature @{ gro = $true; tx = $true }",
        "-Rps 0", "-Rps 0-1", "-Rps None", "-Rps @{ 0 = 1 }", "-Xps 0", "-Xps Spread", "-Xps @{ 0 = 0, 1 }", "-Rps Spread -Mtu 1300 -RxQueues 3", "-TxQueues 2 -Xps 1",
    ];

    public static readonly string[] OfVirtio =
    [
        "-CombinedQueues 1 -RssQueues 1", "-CombinedQueues 2 -RssQueues 2", "-CombinedQueues 3", "-CombinedQueues 4", "-CombinedQueues 4 -RssQueues 3", "-RssQueues 1", "-RssQueues 2",
        "-RssWeight 1,1", "-RssWeight 3,1", "-UdpHashFields sd", "-UdpHashFields sdfn", "-RxRing 64", "-RxRing 128", "-TxRing 128", "-Mtu 1400", "-Mtu 1300", "-Rps 0-3", "-Rps @{ 0 = 1 }", "-Xps 1",
        "-IrqAffinity Spread", "-IrqAffinity 2", "-ThreadedNapi $true", "-Feature @{ gro = $false }", "-Feature @{ tso = $false; gso = $false }", "-BusyRead 50", "-BusyPoll 20",
    ];

    /// <summary>The settings that were refused, and why; the others were made.</summary>
    public List<string> Refused { get; } = [];

    /// <param name="usual">Default number of steps.</param>
    public void Run(int usual)
    {
        Random random = new(FromEnvironment("UDPLAB_NIC_SEED", 20_251_124));
        int steps = FromEnvironment("UDPLAB_NIC_STEPS", usual);
        int before = session.Give($"Get-LabChange -LabHost {host} -State Undone, Applied").Count;
        for (int i = 0; i < steps; i++)
        {
            if (random.NextDouble() < 0.65)
            {
                string setting = settings[random.Next(settings.Length)];
                ScriptRun run = session.Run($"Set-LabNic {nic} -LabHost {host} {setting}");

                // Not every step is possible after every other; refused steps change nothing, which the end verifies.
                Assert.All(run.Errors, e => Assert.True(e.FullyQualifiedErrorId.StartsWith("InvalidArgument", StringComparison.Ordinal) || e.FullyQualifiedErrorId.StartsWith("NotSupported", StringComparison.Ordinal), $"Step {i}, {setting}: {e}"));
                Refused.AddRange(run.Errors.Select(e => $"{setting}: {e}"));
            }
            else
            {
                int last = random.Next(1, 4);
                ScriptRun run = session.Run($"@(Get-LabChange -LabHost {host} -State Applied)[-{last}..-1] | Where-Object {{ $_ }} | Undo-LabChange");
                Assert.True(run.Errors.Count == 0, $"Step {i}, undo of the last {last}: {string.Join("; ", run.Errors)}");
            }
        }

        session.Give($"Undo-LabChange -LabHost {host}");
        int made = session.Give($"Get-LabChange -LabHost {host} -State Undone").Count - before;
        Assert.True(made > steps / 3, $"Of {steps} steps only {made} made changes; refused were {string.Join("; ", Refused)}");
        Assert.Empty(session.Give($"Get-LabChange -LabHost {host} -State Applied, Pending"));
    }

    private static int FromEnvironment(string variable, int usual) => int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out int told) ? told : usual;
}
