using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// Validates input: turns a line into a reply whose types Core can rely on. Nothing is null that must not be, enum values
/// exist, times are in range, and every text is safe to show (<see cref="HostText"/>).
/// </summary>
internal static class ReplyReader
{
    private const double LongestTime = 1e11;
    private const long LatestClock = long.MaxValue / 2;

    // Texts that may have several lines: kernel files, which Core parses, and messages.
    private static readonly HashSet<string> _ofLines =
    [
        nameof(Counters.Snmp), nameof(Counters.Snmp6), nameof(Counters.Netstat), nameof(Counters.Softnet),
        nameof(PktgenState.Version), nameof(PktgenFile.Text), nameof(ReadinessFacts.Files), nameof(Failure.Message),
    ];

    private static readonly ConcurrentDictionary<Type, Field[]> _fields = new();

    /// <summary>Reads a line.</summary>
    /// <exception cref="InvalidDataException">It is not a valid reply; the message says which part is wrong.</exception>
    public static Reply Read(string line)
    {
        try
        {
            Reply reply = JsonSerializer.Deserialize(line, WireJson.Default.Reply) ?? throw new InvalidDataException("it sent null");
            Check(reply, reply.GetType().Name);
            return reply;
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"it sent an invalid answer{(e.Path is null or "$" ? "" : $": '{e.Path.TrimStart('$', '.')}' is wrong")} ({Begin(line)})", e);
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"it sent an invalid answer ({Begin(line)})", e);
        }
    }

    private static string Begin(string line) => HostText.Clean(HostText.Short(line, 80));

    private static void Check(object owner, string name)
    {
        foreach (Field field in _fields.GetOrAdd(owner.GetType(), FieldsOf))
        {
            object? value = field.Property.GetValue(owner);
            object? clean = Checked(value, field.Nullability, $"{name}.{field.Property.Name}", field.OfLines);
            if (value is not ValueType && !ReferenceEquals(clean, value))
            {
                field.Property.SetValue(owner, clean);
            }
        }
    }

    private static object? Checked(object? value, NullabilityInfo known, string name, bool lines)
    {
        switch (value)
        {
            case null:
                return known.ReadState == NullabilityState.NotNull ? throw new InvalidDataException($"it sent no {name}") : null;
            case string text:
                return HostText.Clean(text, lines);
            case double number when !double.IsFinite(number) || (name.EndsWith("Seconds", StringComparison.Ordinal) && Math.Abs(number) > LongestTime):
            case long clock when name.EndsWith("Nanoseconds", StringComparison.Ordinal) && clock is < 0 or > LatestClock:
            case Enum choice when !Enum.IsDefined(choice.GetType(), choice):
                throw new InvalidDataException($"it sent {value} as {name}");
            case ValueType or byte[] or int[] or long[]:
                return value;
            case Array items:
                CheckItems(items, known.ElementType!, name, lines);
                return items;
            case IDictionary entries:
                CheckEntries(entries, known, name, lines);
                return entries;
            default:
                Check(value, name);
                return value;
        }
    }

    private static void CheckItems(Array items, NullabilityInfo known, string name, bool lines)
    {
        for (int i = 0; i < items.Length; i++)
        {
            items.SetValue(Checked(items.GetValue(i), known, $"{name}[{i}]", lines), i);
        }
    }

    private static void CheckEntries(IDictionary entries, NullabilityInfo known, string name, bool lines)
    {
        object[] keys = [.. entries.Keys.Cast<object>()];
        foreach (object key in keys)
        {
            object? value = entries[key], clean = Checked(value, known.GenericTypeArguments[1], $"{name}[{key}]", lines);
            object shown = key is string text ? HostText.Clean(text) : key;
            if (!Equals(shown, key))
            {
                entries.Remove(key);
            }

            entries[shown] = clean;
        }
    }

    private static Field[] FieldsOf(Type type)
    {
        NullabilityInfoContext context = new();
        return [.. type.GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(p => p.CanWrite && p.GetIndexParameters().Length == 0)
            .Select(p => new Field(p, context.Create(p), _ofLines.Contains(p.Name)))];
    }

    private sealed record Field(PropertyInfo Property, NullabilityInfo Nullability, bool OfLines);
}
