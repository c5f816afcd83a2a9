using System.Globalization;
using System.IO.Compression;
using System.Text;
using UdpLab.Agent.Kernel;
using UdpLab.Wire;

namespace UdpLab.Agent.Perf;

/// <summary>
/// A capture in a guest whose QEMU counts instructions by address: exact numbers instead of samples, of all that the guest's only CPU
/// executed in the window, whichever thread it was.
/// </summary>
internal sealed class CountedRecording(PerfRecipe recipe, PerfTarget target, Action<Reply> reply) : Recording(recipe, target, reply)
{
    private const string Guest = "guest", Own = "udplab-agent";
    private const ulong KernelHalf = 1UL << 63;

    /// <inheritdoc/>
    public override string[] Command => ["udplab-agent", "count", "-e", Recipe.Event];

    /// <inheritdoc/>
    protected override void Work()
    {
        // Before: programs of bpf(2) may be gone at the end, and reading takes instructions.
        KernelSymbolTable kernel = KernelSymbolTable.Read();
        InstructionCounts.Begin();
        MarkBegun();
        _ = AwaitStop(Timeout.InfiniteTimeSpan);
        Ended = Clock.Monotonic;
        (IReadOnlyList<(ulong Address, ulong Instructions)> rows, ulong missed) = InstructionCounts.End();
        AwaitWanted();
        if (!Aborted)
        {
            Send(rows, missed, kernel);
        }
    }

    private void Send(IReadOnlyList<(ulong Address, ulong Instructions)> rows, ulong missed, KernelSymbolTable kernel)
    {
        if (missed > 0)
        {
            AddProblem(string.Create(CultureInfo.InvariantCulture, $"{missed:N0} instructions are not in the profile: the guest ran too much code for QEMU's plugin."));
        }

        MemoryMap[] own = [.. MemoryMap.OfProcess(Environment.ProcessId)];
        Dictionary<(string Name, string Place), (ulong Address, ulong Instructions)> functions = [];
        foreach ((ulong address, ulong instructions) in rows)
        {
            (string, string) key = NameOf(address, kernel, own);
            functions[key] = functions.TryGetValue(key, out (ulong Address, ulong Instructions) sum) ? (sum.Address, sum.Instructions + instructions) : (address, instructions);
        }

        using (GZipStream output = new(new PerfChunks(Id, PerfPart.Script, Reply), CompressionLevel.Fastest))
        {
            foreach (((string name, string place), (ulong address, ulong instructions)) in functions)
            {
                // As perf script prints a sample: the period is the number of events.
                output.Write(Encoding.UTF8.GetBytes(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Guest,16} {0,5}/{0,-5} [000] {Begun / 1_000_000_000,5}.{Begun % 1_000_000_000:000000000}: {instructions,10} {Recipe.Event}:  {address,16:x} {name} ({place})\n")));
            }
        }

        Reply(Result(functions.Count, 0, 0, ""));
    }

    /// <summary>All agents of a guest are at the same addresses. Other programs are no more than that.</summary>
    private static (string Name, string Place) NameOf(ulong address, KernelSymbolTable kernel, MemoryMap[] own) =>
        address < KernelHalf ? (Array.Exists(own, map => address >= map.Begin && address < map.End) ? ($"[{Own}]", Own) : ("[unknown]", "[unknown]"))
        : kernel.Find(address) is var (name, module) ? (name, module)
        : ("[unknown]", KernelSymbolTable.Core);
}
