/** Attached to a card: takes other cards that are dragged onto it, and says where one would go in `data-drop`. */
import { DRAGGED_CARD, type Drop, dropAt } from "./placing";

/** `canPlace`: cards may be put beside it. */
export function takesCards(canPlace: () => boolean, take: (id: string, how: Drop) => void) {
  return (element: HTMLElement) => {
    const show = (drop: Drop | null) => {
      if (drop) element.dataset.drop = drop;
      else delete element.dataset.drop;
    };
    const where = ({ clientX }: DragEvent): Drop => {
      const { left, width } = element.getBoundingClientRect();
      return canPlace() ? dropAt(clientX - left, width) : "join";
    };
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes(DRAGGED_CARD)) return;
      event.preventDefault();
      show(where(event));
    };
    const leave = (event: DragEvent) => {
      if (!element.contains(event.relatedTarget as Node | null)) show(null);
    };
    const drop = (event: DragEvent) => {
      show(null);
      const id = event.dataTransfer?.getData(DRAGGED_CARD);
      if (!id) return;
      event.preventDefault();
      take(id, where(event));
    };
    element.addEventListener("dragover", over);
    element.addEventListener("dragleave", leave);
    element.addEventListener("drop", drop);
    return () => {
      element.removeEventListener("dragover", over);
      element.removeEventListener("dragleave", leave);
      element.removeEventListener("drop", drop);
    };
  };
}
