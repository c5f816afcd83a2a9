using System.Diagnostics;
using System.Globalization;
using UdpLab.Fuzz;
using UdpLab.Fuzz.Targets;

const string usage = """
    Usage: dotnet run --project tests/UdpLab.Fuzz -- [options]
      --inputs N     mutated inputs for each parser (10000)
      --seed N       decides the inputs (1)
      --first N      the first input's number (0): with --inputs 1, one of them again
      --only LIST    parsers by name, separated by commas
      --keep FOLDER  where inputs are kept that a parser did not survive (out/fuzz)
      --replay FILE  gives this file to each parser of --only
    """;
long inputs = 10_000, first = 0;
int seed = 1;
string[] only = [];
string keep = Path.Combine(UdpLab.Tests.Repository.Root, "out", "fuzz");
string? replay = null;
for (int i = 0; i < args.Length; i += 2)
{
    string value = i + 1 < args.Length ? args[i + 1] : "";
    bool isKnown = args[i] switch
    {
        "--inputs" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out inputs),
        "--seed" => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out seed),
        "--first" => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out first),
        "--only" => (only = value.Split(',')).Length > 0,
        "--keep" => (keep = value).Length > 0,
        "--replay" => File.Exists(replay = value),
        _ => false,
    };
    if (!isKnown)
    {
        Console.Error.WriteLine($"{args[i]} {value} is not possible.\n{usage}");
        return 2;
    }
}

FuzzTarget[] all = [.. PerfTargets.All(), .. KernelTargets.All(), .. SymbolTargets.All(), .. SettingTargets.All(), .. HostTargets.All(), .. ResultTargets.All(), .. WireTargets.All()];
FuzzTarget[] chosen = only.Length == 0 ? all : [.. all.Where(target => only.Contains(target.Name, StringComparer.OrdinalIgnoreCase))];
if (chosen.Length == 0 || chosen.Any(target => target.Seeds.Length == 0))
{
    Console.Error.WriteLine($"--only: the parsers are {string.Join(", ", all.Select(target => target.Name))}; each needs an intact text.");
    return 2;
}

int failed = 0;
foreach (FuzzTarget target in chosen)
{
    if (replay is not null)
    {
        Exception? crash = target.Try(File.ReadAllBytes(replay));
        Console.WriteLine($"{target.Name}: {crash?.ToString() ?? "survived"}");
        failed += crash is null ? 0 : 1;
        continue;
    }

    // What an intact text raises is no mutation's fault.
    foreach (byte[] text in target.Seeds)
    {
        if (target.Try(text) is { } crash)
        {
            Console.WriteLine($"{target.Name}: an intact text: {crash}");
            failed++;
        }
    }

    FuzzRun run = new(target, seed, keep);
    long start = Stopwatch.GetTimestamp();
    run.Run(first, inputs);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{target.Name,-22} {target.Seeds.Length,4} texts {inputs,10:N0} inputs {Stopwatch.GetElapsedTime(start).TotalSeconds,7:0.0} s, the slowest {run.Slowest.TotalMilliseconds,6:0.0} ms, {run.Failures.Count} failures"));
    foreach (string failure in run.Failures)
    {
        Console.WriteLine($"  {failure}");
    }

    failed += run.Failures.Count;
}

Console.WriteLine(failed == 0 ? $"{chosen.Length} parsers survived." : $"{failed} failures.");
return failed == 0 ? 0 : 1;
