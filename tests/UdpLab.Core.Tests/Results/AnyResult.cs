using System.Collections;
using System.Net;
using System.Net.NetworkInformation;
using System.Reflection;
using System.Text.Json.Serialization;

namespace UdpLab.Tests;

/// <summary>Makes an object of any result type with random contents, and says where two objects differ.</summary>
internal sealed class AnyResult(int seed)
{
    private static readonly string[] _texts = ["", "eth0", "Zeile\nzwei\t\"quoted\" \\ / <b>", "日本 🐧", "a;b=c,d", "0x00"];
    private static readonly object?[] _factors = [4, 3_000_000_000L, 4.0, 0.1, -1e300, "4", true, null, TimeSpan.FromMilliseconds(1500), new DateTimeOffset(2026, 11, 26, 1, 2, 3, TimeSpan.FromHours(1)), new LocalLabHost { Name = "local" }];
    private readonly Random _random = new(seed);

    public object Of(Type type, int depth = 0)
    {
        if (type == typeof(LabHost))
        {
            return Of(new[] { typeof(LocalLabHost), typeof(NamespaceLabHost), typeof(SshLabHost), typeof(GuestLabHost) }[_random.Next(4)], depth);
        }

        if (type == typeof(PerfProfile))
        {
            return Profile(depth);
        }

        ConstructorInfo constructor = type.GetConstructors(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance).Where(c => c.GetParameters() is not [var one] || one.ParameterType != type).MinBy(c => c.GetParameters().Length)!;
        object made = constructor.Invoke([.. constructor.GetParameters().Select(p => Value(p.ParameterType, true, depth))]);
        foreach (PropertyInfo property in Data(type).Where(p => p.SetMethod is not null))
        {
            bool may = new NullabilityInfoContext().Create(property).ReadState == NullabilityState.Nullable;
            object? value = Value(property.PropertyType, !may, depth + 1);
            property.SetValue(made, !ResultContract.IsNeverNegative(type, property.Name) ? value : value switch
            {
                long count => count & long.MaxValue,
                double seconds => Math.Abs(seconds),
                _ => value,
            });
        }

        return made is UdpFlood flood ? Ended(flood) : made;
    }

    /// <summary>Where they differ; null if they do not.</summary>
    public static string? Difference(object? one, object? other, string path = "")
    {
        if (one is null || other is null)
        {
            return one == other ? null : $"{path}: {one ?? "null"} and {other ?? "null"}";
        }

        if (one.GetType() != other.GetType() && !(one is IEnumerable and not string && other is IEnumerable and not string))
        {
            return $"{path}: {one.GetType()} and {other.GetType()}";
        }

        return one switch
        {
            KeyValuePair<string, object?> pair => pair.Key != ((KeyValuePair<string, object?>)other).Key ? $"{path}: {one} and {other}" : Difference(pair.Value, ((KeyValuePair<string, object?>)other).Value, $"{path}.{pair.Key}"),
            string or ValueType or IPAddress or PhysicalAddress => one.Equals(other) ? null : $"{path}: {one} and {other}",
            IEnumerable list => List([.. list.Cast<object?>()], [.. ((IEnumerable)other).Cast<object?>()], path),
            PerfCallNode => one.ToString() == other.ToString() ? null : $"{path}: {one} and {other}",
            _ => Data(one.GetType()).Select(p => Difference(p.GetValue(one), p.GetValue(other), $"{path}.{p.Name}")).FirstOrDefault(d => d is not null)
                ?? (!one.GetType().IsPublic || one.ToString() == other.ToString() ? null : $"{path}: {one} and {other}"),
        };
    }

    private static string? List(object?[] one, object?[] other, string path) => one.Length != other.Length
        ? $"{path}: {one.Length} and {other.Length} items"
        : one.Select((item, i) => Difference(item, other[i], $"{path}[{i}]")).FirstOrDefault(d => d is not null);

    private static IEnumerable<PropertyInfo> Data(Type type) => type.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance)
        .Where(p => p.GetIndexParameters().Length == 0 && (p.GetMethod!.IsPublic || p.GetCustomAttribute<JsonIncludeAttribute>() is not null));

    private UdpFlood Ended(UdpFlood flood)
    {
        flood.Outcome = (FloodOutcome)Of(typeof(FloodOutcome), 1);
        return flood;
    }

    private PerfProfile Profile(int depth)
    {
        PerfFrame[] functions = [.. Enumerable.Range(0, 5).Select(i => new PerfFrame($"f{i}", i % 2 == 0 ? "[kernel.kallsyms]" : "/usr/lib/x.so", i % 2 == 0 ? PerfScope.Kernel : PerfScope.User))];
        PerfProfileData data = new()
        {
            Event = "cycles:ppp",
            HasCallChains = true,
            Stacks = [.. Enumerable.Range(1, 4).Select(i => new PerfStack($"cmd {i % 2}", functions[..i], _random.Next(1, 99), (ulong)_random.NextInt64(1, 1L << 40)))],
            ByCpu = [new PerfCpuSamples(1, "cmd 1", 7)],
            Timeline = _random.Next(2) == 0 ? null : new SampleTimeline { BeginSeconds = -0.5, SlotSeconds = 0.01, Slots = [1, 1, 40], Cpus = [0, -1, 2], Chains = [3, 1, 3], Samples = [1, 2, 3] },
        };
        return data.ToProfile() with { Host = "dut", Seconds = _random.NextDouble(), Packets = 5, Notes = [new PerfNote(PerfNoteCode.NoSamples, _texts[2])], CacheLines = depth > 3 ? [] : [(CacheLine)Of(typeof(CacheLine), depth + 1)] };
    }

    private object? Value(Type type, bool required, int depth)
    {
        Type kind = Nullable.GetUnderlyingType(type) ?? type;
        return (kind != type || !required) && _random.Next(3) == 0 ? null
            : kind.IsEnum ? Enum.GetValues(kind).GetValue(_random.Next(Enum.GetValues(kind).Length))
            : kind == typeof(string) ? _texts[_random.Next(_texts.Length)]
            : kind == typeof(bool) ? _random.Next(2) == 0
            : kind == typeof(byte) ? (byte)_random.Next(256)
            : kind == typeof(uint) ? (uint)_random.NextInt64(uint.MaxValue)
            : kind == typeof(int) ? _random.Next(int.MinValue, int.MaxValue)
            : kind == typeof(long) ? _random.NextInt64(long.MinValue, long.MaxValue)
            : kind == typeof(ulong) ? (ulong)_random.NextInt64(long.MaxValue) * 2
            : kind == typeof(double) ? Math.ScaleB(_random.NextDouble() - 0.5, _random.Next(-60, 60))
            : kind == typeof(DateTimeOffset) ? new DateTimeOffset(_random.NextInt64(DateTime.MaxValue.Ticks / 2), TimeSpan.FromHours(_random.Next(-12, 12)))
            : kind == typeof(IPAddress) ? new IPAddress([10, 0, 0, (byte)_random.Next(256)])
            : kind == typeof(PhysicalAddress) ? new PhysicalAddress([2, 0, 0, 0, 0, (byte)_random.Next(256)])
            : kind == typeof(PktgenRange) ? new PktgenRange("9-109")
            : kind == typeof(PktgenAddressRange) ? new PktgenAddressRange("198.18.0.0/24")
            : kind == typeof(PktgenImix) ? new PktgenImix("64,7 576,4")
            : kind == typeof(CpuAssignment) ? new CpuAssignment(_random.Next(2) == 0 ? "Spread" : "0-3,8")
            : kind == typeof(object) ? _factors[_random.Next(_factors.Length)]
            : kind.IsGenericType && kind.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>) ? Table(kind.GetGenericArguments(), depth)
            : kind.IsGenericType && kind.GetGenericTypeDefinition() == typeof(IReadOnlyList<>) ? Array(kind.GetGenericArguments()[0], depth)
            : Of(kind, depth + 1);
    }

    private System.Array Array(Type item, int depth)
    {
        System.Array array = System.Array.CreateInstance(item, depth > 3 ? 0 : _random.Next(3));
        for (int i = 0; i < array.Length; i++)
        {
            array.SetValue(Value(item, true, depth + 1), i);
        }

        return array;
    }

    private object Table(Type[] types, int depth)
    {
        IDictionary table = (IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(types))!;
        for (int i = _random.Next(4); i > 0; i--)
        {
            table[types[0] == typeof(int) ? i : $"Key {i}"] = Value(types[1], types[1] != typeof(object), depth + 1);
        }

        return table;
    }
}
