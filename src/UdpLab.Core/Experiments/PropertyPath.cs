using System.Collections;
using System.Reflection;

namespace UdpLab;

/// <summary>Reads a property of a measurement by its name, or by a path such as Latency.P99Microseconds, ignoring case.</summary>
internal static class PropertyPath
{
    private const BindingFlags Public = BindingFlags.Public | BindingFlags.Instance | BindingFlags.IgnoreCase;

    // Where a short name is searched for after the measurement itself.
    private static readonly string[] _shortcuts = [nameof(SinkMeasurement.Environment), nameof(SinkMeasurement.Nic), nameof(SinkMeasurement.Flood)];

    /// <summary>The path that a name means, spelled like the properties; null if there is none.</summary>
    public static string? Resolve(string name) =>
        new[] { name }.Concat(_shortcuts.Select(s => $"{s}.{name}")).Select(path => Find(typeof(SinkMeasurement), path)?.Path).FirstOrDefault(path => path is not null);

    /// <summary>The type of a path's value; null if there is no such path.</summary>
    public static Type? TypeOf(string path) => Find(typeof(SinkMeasurement), path)?.Type;

    /// <summary>The value of an existing path; null if a part of it is null. Differing values of several generators become a list.</summary>
    public static object? Read(SinkMeasurement measurement, string path)
    {
        object? value = measurement;
        foreach (string part in path.Split('.'))
        {
            // Flood.Count is the count of a flood, not of the list of floods.
            value = value is IEnumerable items && ItemOf(value.GetType()) is { } item && Property(item, part) is not null
                ? One(items.Cast<object?>().Select(each => Step(each, part)))
                : Step(value, part);
        }

        return value;
    }

    /// <summary>Paths of all numbers.</summary>
    public static IEnumerable<string> Numbers() => Numbers(typeof(SinkMeasurement), "", 0);

    /// <summary>Names of all simple values, for grouping.</summary>
    public static IEnumerable<string> Simple() => new[] { typeof(SinkMeasurement), typeof(MeasurementEnvironment), typeof(UdpFlood) }
        .SelectMany(type => type.GetProperties(Public).Where(p => IsSimple(p.PropertyType)).Select(p => p.Name))
        .Append(nameof(LabNic.RssQueues))
        .Distinct();

    /// <summary>Whether values of this type are numbers.</summary>
    public static bool IsNumber(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is { IsEnum: false } t && Type.GetTypeCode(t) is >= TypeCode.SByte and <= TypeCode.Decimal;

    private static bool IsSimple(Type type) => (Nullable.GetUnderlyingType(type) ?? type) is var t && (t.IsPrimitive || t.IsEnum || t == typeof(string) || t == typeof(LabHost));

    private static object? One(IEnumerable<object?> values)
    {
        object?[] all = [.. values];
        return all.Distinct().Count() == 1 ? all[0] : all.Length == 0 ? null : all;
    }

    private static object? Step(object? value, string part) => value is null ? null : Property(value.GetType(), part)?.GetValue(value);

    private static (string Path, Type Type)? Find(Type type, string path)
    {
        List<string> names = [];
        foreach (string part in path.Split('.'))
        {
            PropertyInfo? property = (ItemOf(type) is { } item ? Property(item, part) : null) ?? Property(type, part);
            if (property is null)
            {
                return null;
            }

            names.Add(property.Name);
            type = property.PropertyType;
        }

        return (string.Join('.', names), type);
    }

    private static PropertyInfo? Property(Type type, string name) => name.Length == 0 ? null
        : type.GetProperties(Public).FirstOrDefault(p => p.GetIndexParameters().Length == 0 && p.Name.Equals(name, StringComparison.OrdinalIgnoreCase));

    private static Type? ItemOf(Type type) => type == typeof(string) ? null
        : type.GetInterfaces().Append(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];

    private static IEnumerable<string> Numbers(Type type, string prefix, int depth)
    {
        foreach (PropertyInfo property in type.GetProperties(Public))
        {
            if (IsNumber(property.PropertyType))
            {
                yield return prefix + property.Name;
            }
            else if (depth == 0 && property.PropertyType is { IsClass: true } inner && inner.Assembly == typeof(SinkMeasurement).Assembly && property.Name is not nameof(SinkMeasurement.Host))
            {
                foreach (string path in Numbers(inner, $"{property.Name}.", depth + 1))
                {
                    yield return path;
                }
            }
        }
    }
}
