type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/**
 * Fields that hold something else than the server wrote in them are filled in alike in the same forms of another version
 * of the page. `sent`: the form whose fields were sent, and are done with.
 */
export function keepWritten(from: ParentNode, to: ParentNode, sent: HTMLFormElement): void {
  const twins = new Map(fieldsOf(to).map((field) => [placeOf(field), field]))
  for (const field of fieldsOf(from)) {
    const twin = twins.get(placeOf(field))
    if (field.form !== sent && twin && !twin.disabled && isChanged(field)) copy(field, twin)
  }
}

function fieldsOf(root: ParentNode): Field[] {
  return [...root.querySelectorAll<Field>('form input[name], form textarea[name], form select[name]')]
}

/** The buttons of a group are told apart by their values. */
function placeOf(field: Field): string {
  return [field.form!.getAttribute('action'), field.name, field.type === 'radio' ? field.value : ''].join('\n')
}

function isChanged(field: Field): boolean {
  if (field instanceof HTMLSelectElement) return field.selectedIndex !== Math.max(0, [...field.options].findIndex(({ defaultSelected }) => defaultSelected))
  if (field instanceof HTMLTextAreaElement) return field.value !== field.defaultValue
  if (field.type === 'file') return field.value !== ''
  return field.checked !== field.defaultChecked || field.value !== field.defaultValue
}

function copy(field: Field, twin: Field): void {
  // What files were chosen can be told to no other field, except by its taking their place.
  if (field.type === 'file') return twin.replaceWith(field)
  if (field instanceof HTMLSelectElement) return choose(twin as HTMLSelectElement, field.value)
  if (field.type === 'checkbox') (twin as HTMLInputElement).checked = (field as HTMLInputElement).checked
  // That another button of its group is no longer checked follows from the one that is.
  else if (field.type === 'radio') (twin as HTMLInputElement).checked ||= (field as HTMLInputElement).checked
  else twin.value = field.value
}

/** A choice that is no longer offered is not made. */
function choose(select: HTMLSelectElement, value: string): void {
  if ([...select.options].some((option) => option.value === value && !option.disabled)) select.value = value
}
