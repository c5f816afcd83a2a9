using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using UdpLab.Wire;

namespace UdpLab;

/// <summary>
/// The table of objects of one type in CSV and Parquet. Measurements have chosen columns; every other type has its simple
/// properties, in order. For output of a sweep, the factors come last.
/// </summary>
internal sealed class FlatShape
{
    private const int MostColumns = 40;
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance;
    private readonly Type _type;
    private readonly bool _isFactored;

    private FlatShape(Type type, bool isFactored, IReadOnlyList<FlatColumn> columns) => (_type, _isFactored, Columns) = (type, isFactored, columns);

    /// <summary>The table of measurements.</summary>
    public static FlatShape Measurements { get; } = new(typeof(SinkMeasurement), isFactored: false, MeasurementColumns.All);

    /// <summary>Its columns, in order.</summary>
    public IReadOnlyList<FlatColumn> Columns { get; }

    /// <summary>Their names.</summary>
    public IEnumerable<string> Names => Columns.Select(column => column.Name);

    /// <summary>The table that an object belongs to.</summary>
    /// <exception cref="LabException">It cannot be a row of a table.</exception>
    public static FlatShape Of(object value)
    {
        (object row, bool isFactored) = Row(value);
        return Find(TypeOf(row), isFactored)
            ?? throw new LabException(FailureCode.InvalidArgument, $"{row.GetType().Name} has no simple form for Csv and Parquet: write it with -Format Json.", "Format");
    }

    /// <summary>A table with these columns, which several types may share; null if no type has them.</summary>
    public static FlatShape? WithColumns(IReadOnlyList<string> names) => ResultTypes.All
        .SelectMany(type => new[] { Find(type, isFactored: false), Find(type, isFactored: true) })
        .FirstOrDefault(shape => shape is not null && shape.Names.SequenceEqual(names));

    /// <summary>Whether an object belongs to it.</summary>
    public bool Fits(object value) => Row(value) is var (row, isFactored) && TypeOf(row) == _type && isFactored == _isFactored;

    /// <summary>What it holds.</summary>
    public override string ToString() => _type.Name + (_isFactored ? " with factors" : "");

    private static FlatShape? Find(Type type, bool isFactored)
    {
        if (type == typeof(SinkMeasurement))
        {
            return isFactored ? null : Measurements;
        }

        if (!ResultTypes.All.Contains(type))
        {
            return null;
        }

        FlatColumn[] own = [.. type.GetProperties(Own).OrderBy(property => property.MetadataToken).Select(Column).OfType<FlatColumn>().Select(column => isFactored ? column with { Value = value => column.Value(((IFactored)value).Value!) } : column)];
        FlatColumn[] all = [.. own, .. isFactored ? Factors() : []];
        return own.Length > 0 && all.Length <= MostColumns && all.DistinctBy(column => column.Name).Count() == all.Length ? new FlatShape(type, isFactored, all) : null;
    }

    private static (object Row, bool IsFactored) Row(object value) => value is IFactored { Value: { } inner } ? (inner, true) : (value, false);

    private static Type TypeOf(object row) => row is LabHost ? typeof(LabHost) : row.GetType();

    private static IEnumerable<FlatColumn> Factors() =>
    [
        new(nameof(IFactored.Factors), typeof(string), value => JsonSerializer.Serialize(((IFactored)value).Factors, ResultContract.Options)),
        new(nameof(IFactored.Repeat), typeof(long), value => (long?)((IFactored)value).Repeat),
        new(nameof(IFactored.Position), typeof(long), value => (long?)((IFactored)value).Position),
    ];

    /// <summary>Null for a property that is not a simple value: another object, or a list of them.</summary>
    private static FlatColumn? Column(PropertyInfo property)
    {
        Type type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(bool) || type == typeof(DateTimeOffset) ? With(type, value => value)
            : type.IsEnum || type == typeof(string) || type == typeof(LabHost) ? With(typeof(string), Text)
            : Type.GetTypeCode(type) is >= TypeCode.SByte and <= TypeCode.Int64 ? With(typeof(long), value => Convert.ToInt64(value, CultureInfo.InvariantCulture))
            : type == typeof(ulong) || type == typeof(float) || type == typeof(double) || type == typeof(decimal) ? With(typeof(double), value => Convert.ToDouble(value, CultureInfo.InvariantCulture))
            : type == typeof(TimeSpan) ? With(typeof(double), value => ((TimeSpan)value).TotalSeconds)
            : IsListOfTexts(type) ? With(typeof(string), value => string.Join("; ", ((IEnumerable)value).Cast<object>().Select(Text)))
            : null;

        FlatColumn With(Type column, Func<object, object?> convert) => new(property.Name, column, row => property.GetValue(row) is { } value ? convert(value) : null);
    }

    private static bool IsListOfTexts(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>)
        && type.GetGenericArguments()[0] is var item && (item.IsPrimitive || item.IsEnum || item == typeof(string) || item == typeof(LabHost));

    private static string? Text(object value) => value is LabHost host ? host.Name : Convert.ToString(value, CultureInfo.InvariantCulture);
}
